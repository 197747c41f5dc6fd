/** What names mean in Parquet: columns of the schema, and nothing else. */
import { selectError } from "../select-error.ts";
import type { Evaluate, Names } from "../evaluate/compile.ts";
import { isSameName } from "../sql/parse-statement.ts";
import type { Name, PathStep } from "../sql/syntax.ts";
import { Decimal, parseDecimal } from "../values/decimal.ts";
import { parseTimestamp } from "../values/timestamp.ts";
import { Struct, type Value } from "../values/value.ts";
import type { ParquetColumn } from "./parquet-columns.ts";

/** A row as the engine writes it: an object with the columns that were asked for, in their order. */
export class ParquetNames implements Names<Value> {
  readonly #alias: Name;
  readonly #columns: readonly ParquetColumn[];
  /** Of the columns that are wanted, by place in the file; filled while names are resolved. */
  readonly wanted = new Set<number>();

  constructor(alias: Name | undefined, columns: readonly ParquetColumn[]) {
    this.#alias = alias ?? { text: "_1", isQuoted: false };
    this.#columns = columns;
  }

  /** @throws {EvaluatorBindingDoesNotExist} 400  @throws {AmbiguousFieldName} 400  @throws {UnsupportedParquetType} 400 */
  resolve(root: Name, steps: readonly PathStep[]): Evaluate<Value> {
    const [first, ...rest]: readonly PathStep[] = isSameName(root, this.#alias)
      ? steps
      : [{ kind: "name", name: root }, ...steps];
    if (first === undefined || first.kind !== "name" || rest.length > 0) throw selectError("InvalidKeyPath");
    const matches = this.#columns.filter(({ name }) => isSameName(first.name, { text: name, isQuoted: true }));
    const [column] = matches;
    if (matches.length > 1) throw selectError("AmbiguousFieldName");
    if (column === undefined) throw selectError("EvaluatorBindingDoesNotExist");
    this.want(column);
    const { index } = column;
    return (row) => (row as Struct).values[index];
  }

  want(column: ParquetColumn): void {
    if (column.kind === "unsupported")
      throw selectError(
        "UnsupportedParquetType",
        `The column ${column.name} has the type ${column.type}, which is not supported.`,
      );
    this.wanted.add(column.index);
  }

  wantAll(): void {
    for (const column of this.#columns) this.want(column);
  }

  /** From the engine's texts, in the order of `wanted`, to a row with a place for every column. */
  rowOf(texts: Struct): Value {
    const values: Value[] = Array.from({ length: this.#columns.length });
    let at = 0;
    for (const index of this.#wantedInOrder()) {
      values[index] = valueOf(this.#columns[index], texts.values[at]);
      at += 1;
    }
    return new Struct(
      this.#columns.map(({ name }) => name),
      values,
    );
  }

  #ordered: readonly number[] | undefined;
  #wantedInOrder(): readonly number[] {
    return (this.#ordered ??= [...this.wanted].toSorted((a, b) => a - b));
  }
}

function valueOf(column: ParquetColumn | undefined, value: Value): Value {
  if (typeof value !== "string" || column === undefined) return value ?? null;
  switch (column.kind) {
    case "bool":
      return value === "true";
    case "int":
      return BigInt(value);
    case "float":
      return Number(value.replace("inf", "Infinity"));
    case "decimal":
      return parseDecimal(value) ?? new Decimal(0n, 0);
    case "timestamp":
      return parseTimestamp(value) ?? null;
    default:
      return value;
  }
}
