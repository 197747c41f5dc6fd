/**
 * The three names of every type: Hive's (in the catalog), Athena's (in queries and result metadata) and DuckDB's (in the
 * engine). A timestamp with time zone keeps its zone in Athena and loses it in DuckDB, so it is a struct of UTC time and zone.
 */
import { SqlError } from "../shared/sql-error.ts";
import { TokenCursor } from "../shared/token-cursor.ts";
import { displayType, typeOfSyntax } from "./types/athena-type.ts";
import type { AthenaType } from "./types/athena-type.ts";
import { createParserContext } from "./parser/query-parser.ts";
import { parseType } from "./parser/type-parser.ts";

const DUCKDB_NAMES: Readonly<Partial<Record<AthenaType["kind"], string>>> = {
  unknown: "INTEGER",
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  double: "DOUBLE",
  date: "DATE",
  time: "TIME",
  varbinary: "BLOB",
  json: "JSON",
  uuid: "UUID",
  "interval day to second": "INTERVAL",
  "interval year to month": "INTERVAL",
  varchar: "VARCHAR",
  char: "VARCHAR",
  timestamp: "TIMESTAMP",
  "timestamp with time zone": 'STRUCT("t" TIMESTAMP, "z" VARCHAR)',
};

/** The DuckDB type in which values of `type` are kept during a query. */
export function duckdbTypeOf(type: AthenaType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `${duckdbTypeOf(type.element)}[]`;
    case "map":
      return `MAP(${duckdbTypeOf(type.key)}, ${duckdbTypeOf(type.value)})`;
    case "row":
      return `STRUCT(${type.fields.map((field, index) => `${quoteName(rowFieldName(field.name, index))} ${duckdbTypeOf(field.type)}`).join(", ")})`;
    default:
      return DUCKDB_NAMES[type.kind] ?? "VARCHAR";
  }
}

/** Trino shows the fields of an anonymous row as `field0`, `field1` ... */
export function rowFieldName(name: string | undefined, index: number): string {
  return name ?? `field${index}`;
}

/** A DuckDB identifier that cannot be anything else. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A DuckDB string literal. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `Type` of ColumnInfo in GetQueryResults: the bare name, with parameters only where Athena shows them apart. */
export function metadataTypeName(type: AthenaType): string {
  switch (type.kind) {
    case "varchar":
    case "char":
    case "decimal":
    case "timestamp":
    case "timestamp with time zone":
    case "array":
    case "map":
    case "row":
      return type.kind;
    case "real":
      return "float";
    default:
      return type.kind;
  }
}

export interface ColumnMetadata {
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

/** Precision and scale beside the type name (what drivers read). Values for types without documented ones are assumed. */
export function columnMetadata(type: AthenaType): ColumnMetadata {
  const digits: Readonly<Partial<Record<AthenaType["kind"], number>>> = {
    tinyint: 3,
    smallint: 5,
    integer: 10,
    bigint: 19,
    real: 17,
    double: 17,
    timestamp: 3,
    "timestamp with time zone": 3,
    varbinary: 1_073_741_824,
  };
  if (type.kind === "decimal") return { type: "decimal", precision: type.precision, scale: type.scale };
  if (type.kind === "varchar" || type.kind === "char")
    return { type: type.kind, precision: type.length ?? 2_147_483_647, scale: 0 };
  return { type: metadataTypeName(type), precision: digits[type.kind] ?? 0, scale: 0 };
}

/** Hive's type of a column that CREATE TABLE AS makes; undefined where Athena refuses (`Unsupported Hive type`). */
export function hiveTypeOf(type: AthenaType): string | undefined {
  switch (type.kind) {
    case "integer":
      return "int";
    case "real":
      return "float";
    case "varbinary":
      return "binary";
    case "boolean":
    case "tinyint":
    case "smallint":
    case "bigint":
    case "double":
    case "date":
    case "timestamp":
      return type.kind;
    case "varchar":
      return type.length === undefined || type.length > 65_535 ? "string" : `varchar(${type.length})`;
    case "char":
      return `char(${type.length})`;
    case "decimal":
      return displayType(type);
    case "array":
      return wrap("array", [hiveTypeOf(type.element)]);
    case "map":
      return wrap("map", [hiveTypeOf(type.key), hiveTypeOf(type.value)]);
    case "row":
      return wrap(
        "struct",
        type.fields.map((field, index) =>
          prefixed(`${rowFieldName(field.name, index).toLowerCase()}:`, hiveTypeOf(field.type)),
        ),
      );
    default:
      return undefined;
  }
}

function prefixed(prefix: string, type: string | undefined): string | undefined {
  return type === undefined ? undefined : prefix + type;
}

function wrap(name: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `${name}<${parts.join(",")}>`;
}

/** Athena's type of a catalog column. @throws {SqlError} TYPE_MISMATCH when the catalog holds what is no Hive type. */
export function typeOfHive(hive: string): AthenaType {
  const cursor = new HiveTypeReader(hive);
  const type = cursor.read();
  cursor.end();
  return type;
}

export function duckdbTypeOfHive(hive: string): string {
  return duckdbTypeOf(typeOfHive(hive));
}

/** An Athena type from its own spelling, e.g. `array(varchar)`. @throws {SqlError} */
export function typeOfText(text: string): AthenaType {
  const context = createParserContext(new TokenCursor(text, "trino"));
  const syntax = parseType(context);
  context.cursor.expectEnd();
  return typeOfSyntax(syntax);
}

const HIVE_SCALARS: Readonly<Record<string, AthenaType>> = {
  boolean: { kind: "boolean" },
  tinyint: { kind: "tinyint" },
  smallint: { kind: "smallint" },
  int: { kind: "integer" },
  integer: { kind: "integer" },
  bigint: { kind: "bigint" },
  float: { kind: "real" },
  real: { kind: "real" },
  double: { kind: "double" },
  string: { kind: "varchar" },
  binary: { kind: "varbinary" },
  date: { kind: "date" },
  timestamp: { kind: "timestamp", precision: 3 },
};

/** Reads `array<struct<a:int,b:decimal(10,2)>>`. Names of struct fields may hold anything but `:`. */
class HiveTypeReader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text.trim();
  }

  end(): void {
    if (this.at < this.text.length) throw this.refuse();
  }

  read(): AthenaType {
    this.depth += 1;
    if (this.depth > 64) throw this.refuse();
    const name = this.take(/[A-Za-z]+(?: precision)?/uy).toLowerCase();
    const type = this.readNamed(name);
    this.depth -= 1;
    return type;
  }

  private readNamed(name: string): AthenaType {
    switch (name) {
      case "array":
        return { kind: "array", element: this.readArguments(1, () => this.read())[0] ?? { kind: "unknown" } };
      case "map": {
        const [key = { kind: "unknown" }, value = { kind: "unknown" }] = this.readArguments(2, () => this.read());
        return { kind: "map", key, value };
      }
      case "struct":
        return {
          kind: "row",
          fields: this.readArguments(undefined, () => ({
            name: this.take(/[^:]+/uy).trim().toLowerCase(),
            type: this.afterColon(),
          })),
        };
      case "decimal": {
        const [precision = "10", scale = "0"] =
          this.optional(/\(\s*\d+\s*(?:,\s*\d+\s*)?\)/uy)
            ?.slice(1, -1)
            .split(",") ?? [];
        return { kind: "decimal", precision: Number(precision), scale: Number(scale) };
      }
      case "varchar":
      case "char": {
        const length = this.optional(/\(\s*\d+\s*\)/uy)?.slice(1, -1);
        if (name === "char") return { kind: "char", length: Number(length ?? 1) };
        return length === undefined ? { kind: "varchar" } : { kind: "varchar", length: Number(length) };
      }
      default: {
        const scalar = HIVE_SCALARS[name];
        if (scalar === undefined) throw this.refuse();
        return scalar;
      }
    }
  }

  private afterColon(): AthenaType {
    this.take(/:\s*/uy);
    return this.read();
  }

  private readArguments<Item>(count: number | undefined, readItem: () => Item): readonly Item[] {
    this.take(/\s*<\s*/uy);
    const items = [readItem()];
    while (this.optional(/\s*,\s*/uy) !== undefined) items.push(readItem());
    this.take(/\s*>\s*/uy);
    if (count !== undefined && items.length !== count) throw this.refuse();
    return items;
  }

  private optional(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }

  private take(pattern: RegExp): string {
    const match = this.optional(pattern);
    if (match === undefined) throw this.refuse();
    return match;
  }

  private refuse(): SqlError {
    return new SqlError("TYPE_MISMATCH", `Unknown Hive type: ${this.text.slice(0, 200)}`);
  }
}
