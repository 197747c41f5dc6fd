/**
 * What Query and Scan have in common once the request itself is right: the index, which attributes are wanted and where they are, the starting key.
 */
import type { Key } from "../../../storage/record-store.ts";
import { invalidValues, validation, type Wording } from "../errors.ts";
import type { BoundCondition, BoundOperand, Path, Projection } from "../expressions/syntax.ts";
import { itemKey } from "../records.ts";
import type { Index, Table } from "../tables/table.ts";
import { attributeOf, type Item, typeOf } from "../values/attribute-value.ts";
import { hashOf, type KeyAttribute, partsOf, storedKey } from "./item-key.ts";
import { nestedKey } from "./item-write.ts";

export interface SelectMembers {
  readonly Select?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
}

// AWS: Query says these in the newer manner, Scan in the older one. @throws {ServiceError} ValidationException
export function checkSelect({ Select: select, IndexName: index, ...input }: SelectMembers, wording: Wording): void {
  const parameter =
    input.ProjectionExpression !== undefined
      ? "ProjectionExpression"
      : input.AttributesToGet !== undefined
        ? "AttributesToGet"
        : undefined;
  if (select === "SPECIFIC_ATTRIBUTES") {
    if (parameter !== undefined) return;
    throw wording("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (select !== undefined && parameter !== undefined) {
    const choice = select === "COUNT" ? "only the Count" : select;
    throw wording(`Cannot specify the ${parameter} when choosing to get ${choice}`);
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined)
    throw wording("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
}

/** @throws {ServiceError} ValidationException */
export function indexOf(table: Table, name: string | undefined, isConsistent: boolean): Index | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find((one) => one.name === name);
  if (index === undefined) throw validation(`The table does not have the specified index: ${name}`);
  if (index.kind === "global" && isConsistent)
    throw validation("Consistent reads are not supported on global secondary indexes");
  if (index.isBuilding === true) throw validation(`Cannot read from backfilling global secondary index: ${name}`);
  return index;
}

/**
 * Whether items have to be read from the table behind an index.
 * @throws {ServiceError} ValidationException when a global index does not have what is asked for
 */
export function readsTable(
  index: Index | undefined,
  select: string | undefined,
  projection: Projection | undefined,
): boolean {
  const held = index?.attributes;
  if (index === undefined || held === undefined) return false;
  if (select === "ALL_ATTRIBUTES") {
    if (index.kind === "local") return true;
    throw invalidValues(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = (projection ?? []).map(([name]) => name).filter((name) => !held.has(name));
  if (missing.length === 0) return false;
  if (index.kind === "local") return true;
  throw invalidValues(`Global secondary index ${index.name} does not project [${[...new Set(missing)].join(", ")}]`);
}

/** Keys are scalars, so no path leads into one. @throws {ServiceError} ValidationException */
export function refuseNestedKeys(table: Table, paths: readonly Path[]): void {
  const nested = new Set(paths.filter(({ length }) => length > 1).map(([name]) => name));
  if (nested.size === 0) return;
  const key = table.schema.all.find(({ name }) => nested.has(name));
  if (key !== undefined) throw nestedKey("Key", key);
  const indexKey = table.indexes.flatMap(({ schema }) => schema.all).find(({ name }) => nested.has(name));
  if (indexKey !== undefined) throw nestedKey("IndexKey", indexKey);
}

/** Every path that a condition names. */
export function pathsOf(condition: BoundCondition | undefined): readonly Path[] {
  if (condition === undefined) return [];
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.terms.flatMap(pathsOf);
    case "not":
      return pathsOf(condition.term);
    case "compare":
      return [condition.left, condition.right].flatMap(operandPaths);
    case "between":
      return [condition.operand, condition.low, condition.high].flatMap(operandPaths);
    case "in":
      return [condition.operand, ...condition.options].flatMap(operandPaths);
    case "function":
      return operandPaths(condition);
  }
}

function operandPaths(operand: BoundOperand): readonly Path[] {
  if (operand.kind === "path") return [operand.path];
  return operand.kind === "function" ? operand.operands.flatMap(operandPaths) : [];
}

/** The stored key behind which a page begins; undefined when the item is no starting key of the table or index. */
export function startKey(table: Table, index: Index | undefined, start: Item): Key | undefined {
  const keys: readonly KeyAttribute[] = index?.pagingKeys ?? table.schema.all;
  if (Object.keys(start).length !== keys.length) return undefined;
  const isRight = keys.every(({ name, type }) => {
    const value = attributeOf(start, name);
    return value !== undefined && typeOf(value) === type;
  });
  if (!isRight) return undefined;
  if (index === undefined) return storedKey(table.store, table.schema, start);
  const partition = partsOf(start, index.schema.partition) ?? [];
  const rest = [...(partsOf(start, index.schema.sort) ?? []), ...(partsOf(start, table.schema.all) ?? [])];
  return itemKey(index.store, hashOf(partition), ...partition, ...rest);
}
