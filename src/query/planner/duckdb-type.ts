/** The DuckDB type that holds a Hive type's values. */
import type { HiveType } from "./hive-type.ts";
import { quoted } from "./sql-text.ts";

const PRIMITIVES: Readonly<Record<string, string>> = {
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  boolean: "BOOLEAN",
  float: "FLOAT",
  real: "FLOAT",
  double: "DOUBLE",
  string: "VARCHAR",
  varchar: "VARCHAR",
  char: "VARCHAR",
  binary: "BLOB",
  date: "DATE",
  timestamp: "TIMESTAMP",
};

export function duckdbTypeOf(type: HiveType): string {
  switch (type.kind) {
    case "array":
      return `${duckdbTypeOf(type.element)}[]`;
    case "map":
      return `MAP(${duckdbTypeOf(type.key)}, ${duckdbTypeOf(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} ${duckdbTypeOf(field.type)}`).join(", ")})`;
    case "primitive":
      // AWS: Hive's default for a bare `decimal` is (10,0).
      if (type.name === "decimal") return `DECIMAL(${type.parameters[0] ?? 10},${type.parameters[1] ?? 0})`;
      return PRIMITIVES[type.name] ?? "VARCHAR";
  }
}

export function isKnownPrimitive(name: string): boolean {
  return name === "decimal" || name in PRIMITIVES;
}
