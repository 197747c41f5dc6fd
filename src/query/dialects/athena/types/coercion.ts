/** Which types turn into which without a CAST, and which type two expressions meet in (Trino's TypeCoercion). */
import type { AthenaType } from "./athena-type.ts";
import { decimalOf, decimalOfInteger, isInteger, sameType } from "./athena-type.ts";

const NUMERIC_RANK: Readonly<Partial<Record<AthenaType["kind"], number>>> = {
  tinyint: 1,
  smallint: 2,
  integer: 3,
  bigint: 4,
  decimal: 5,
  real: 6,
  double: 7,
};
const DATETIME_RANK: Readonly<Partial<Record<AthenaType["kind"], number>>> = {
  date: 1,
  timestamp: 2,
  "timestamp with time zone": 3,
};

/** The type both turn into, or undefined when they do not meet. */
export function commonType(left: AthenaType, right: AthenaType): AthenaType | undefined {
  if (sameType(left, right)) return left;
  if (left.kind === "unknown") return right;
  if (right.kind === "unknown") return left;
  return (
    commonNumber(left, right) ?? commonDateTime(left, right) ?? commonText(left, right) ?? commonContainer(left, right)
  );
}

/** Whether `from` turns into `to` by itself. */
export function isCoercible(from: AthenaType, to: AthenaType): boolean {
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}

function commonNumber(left: AthenaType, right: AthenaType): AthenaType | undefined {
  const leftRank = NUMERIC_RANK[left.kind];
  const rightRank = NUMERIC_RANK[right.kind];
  if (leftRank === undefined || rightRank === undefined) return undefined;
  const [low, high] = leftRank <= rightRank ? [left, right] : [right, left];
  if (high.kind !== "decimal") return high;
  const other = isInteger(low) ? decimalOfInteger(low) : low;
  if (other.kind !== "decimal") return high;
  const scale = Math.max(other.scale, high.scale);
  return decimalOf(Math.max(other.precision - other.scale, high.precision - high.scale) + scale, scale);
}

function commonDateTime(left: AthenaType, right: AthenaType): AthenaType | undefined {
  const leftRank = DATETIME_RANK[left.kind];
  const rightRank = DATETIME_RANK[right.kind];
  if (leftRank === undefined || rightRank === undefined) return undefined;
  const high = leftRank >= rightRank ? left : right;
  if (high.kind !== "timestamp" && high.kind !== "timestamp with time zone") return high;
  return { kind: high.kind, precision: Math.max(precisionOf(left), precisionOf(right)) };
}

function precisionOf(type: AthenaType): number {
  return type.kind === "timestamp" || type.kind === "timestamp with time zone" ? type.precision : 0;
}

function commonText(left: AthenaType, right: AthenaType): AthenaType | undefined {
  if (left.kind === "char" && right.kind === "char")
    return { kind: "char", length: Math.max(left.length, right.length) };
  if ((left.kind !== "varchar" && left.kind !== "char") || (right.kind !== "varchar" && right.kind !== "char"))
    return undefined;
  // Trino compares char with varchar as char; a bounded varchar meets another in the longer of both.
  if (left.length === undefined || right.length === undefined) return { kind: "varchar" };
  return { kind: "varchar", length: Math.max(left.length, right.length) };
}

function commonContainer(left: AthenaType, right: AthenaType): AthenaType | undefined {
  if (left.kind === "array" && right.kind === "array") {
    const element = commonType(left.element, right.element);
    return element === undefined ? undefined : { kind: "array", element };
  }
  if (left.kind === "map" && right.kind === "map") {
    const key = commonType(left.key, right.key);
    const value = commonType(left.value, right.value);
    return key === undefined || value === undefined ? undefined : { kind: "map", key, value };
  }
  if (left.kind !== "row" || right.kind !== "row" || left.fields.length !== right.fields.length) return undefined;
  const fields = left.fields.map((field, index) => {
    const other = right.fields[index];
    const type = other === undefined ? undefined : commonType(field.type, other.type);
    const name = field.name === other?.name ? field.name : undefined;
    return type === undefined ? undefined : { ...(name === undefined ? {} : { name }), type };
  });
  const known = fields.filter((field) => field !== undefined);
  return known.length === fields.length ? { kind: "row", fields: known } : undefined;
}
