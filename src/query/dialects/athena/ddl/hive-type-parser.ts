/**
 * Reads a Hive type and writes it in the spelling Glue stores: lower case, no spaces, `int` for `integer`. Checks that the
 * type exists and that its parameters are in range, as Athena does when it creates a table.
 */
import type { TokenCursor } from "../../shared/token-cursor.ts";
import { SqlError } from "../../shared/sql-error.ts";
import { parseDdlList, parseDdlName, parseOptionalComment } from "./ddl-names.ts";

const PRIMITIVES: Readonly<Record<string, string>> = {
  boolean: "boolean",
  tinyint: "tinyint",
  smallint: "smallint",
  int: "int",
  integer: "int",
  bigint: "bigint",
  float: "float",
  real: "float",
  double: "double",
  string: "string",
  binary: "binary",
  date: "date",
  timestamp: "timestamp",
};

export function parseHiveType(cursor: TokenCursor): string {
  return cursor.nested(() => {
    const { token } = cursor;
    const name = parseDdlName(cursor).toLowerCase();
    switch (name) {
      case "array":
        return `array<${parseTypeArguments(cursor, 1).join(",")}>`;
      case "map":
        return `map<${parseTypeArguments(cursor, 2).join(",")}>`;
      case "struct":
        return parseStruct(cursor);
      case "decimal":
      case "dec":
      case "numeric":
        return parseDecimal(cursor);
      case "char":
        return parseSized(cursor, "char", 255);
      case "varchar":
        return cursor.at("(") ? parseSized(cursor, "varchar", 65_535) : "string";
      default: {
        if (name === "double") cursor.accept("PRECISION");
        const primitive = PRIMITIVES[name];
        if (primitive !== undefined) return primitive;
        throw new SqlError(
          "PARSE_EXCEPTION",
          `FAILED: ParseException line ${token.line}:${token.column - 1} cannot recognize input near '${token.value}' in column type`,
          token,
        );
      }
    }
  });
}

function parseTypeArguments(cursor: TokenCursor, count: number): readonly string[] {
  cursor.expect("<");
  const types = parseDdlList(cursor, parseHiveType);
  if (types.length !== count) throw cursor.mismatch();
  cursor.expect(">");
  return types;
}

function parseStruct(cursor: TokenCursor): string {
  cursor.expect("<");
  const fields = parseDdlList(cursor, (inner) => {
    const name = parseDdlName(inner).toLowerCase();
    inner.expect(":");
    const type = parseHiveType(inner);
    parseOptionalComment(inner);
    return `${name}:${type}`;
  });
  cursor.expect(">");
  return `struct<${fields.join(",")}>`;
}

function parseDecimal(cursor: TokenCursor): string {
  if (!cursor.accept("(")) return "decimal(10,0)";
  const { token } = cursor;
  const precision = Number(cursor.expectKind("integer", "Number").value);
  const scale = cursor.accept(",") ? Number(cursor.expectKind("integer", "Number").value) : 0;
  cursor.expect(")");
  if (precision < 1 || precision > 38 || scale > precision) {
    throw new SqlError(
      "PARSE_EXCEPTION",
      `FAILED: SemanticException decimal(${precision},${scale}): precision must be 1 to 38 and scale 0 to precision`,
      token,
    );
  }
  return `decimal(${precision},${scale})`;
}

function parseSized(cursor: TokenCursor, name: string, lengthMax: number): string {
  cursor.expect("(");
  const { token } = cursor;
  const length = Number(cursor.expectKind("integer", "Number").value);
  cursor.expect(")");
  if (length < 1 || length > lengthMax)
    throw new SqlError(
      "PARSE_EXCEPTION",
      `FAILED: RuntimeException ${name} length ${length} out of allowed range [1, ${lengthMax}]`,
      token,
    );
  return `${name}(${length})`;
}
