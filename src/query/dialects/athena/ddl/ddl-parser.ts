/**
 * Reads the statements that Athena hands to Hive's parser: databases, tables, partitions, SHOW, DESCRIBE, MSCK.
 * @see https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html (read 2026-11-23)
 */
import { TokenCursor } from "../../shared/token-cursor.ts";
import type { AthenaStatement, DescribeStatement } from "../statement.ts";
import { parseAlterTable } from "./alter-table-parser.ts";
import { parseCreateTable } from "./create-table-parser.ts";
import {
  parseDatabaseWord,
  parseDdlName,
  parseDdlTable,
  parseOptionalComment,
  parsePartition,
  parseProperties,
  parseString,
} from "./ddl-names.ts";

/** @throws {SqlError} PARSE_EXCEPTION */
export function parseDdl(text: string): AthenaStatement {
  const cursor = new TokenCursor(text, "hive");
  const statement = parseDdlStatement(cursor);
  cursor.expectEnd();
  return statement;
}

function parseDdlStatement(cursor: TokenCursor): AthenaStatement {
  if (cursor.accept("CREATE"))
    return cursor.at("DATABASE") || cursor.at("SCHEMA") ? parseCreateDatabase(cursor) : parseCreateTable(cursor);
  if (cursor.accept("ALTER")) return parseAlter(cursor);
  if (cursor.accept("DROP")) return parseDrop(cursor);
  if (cursor.accept("SHOW")) return parseShow(cursor);
  if (cursor.accept("MSCK")) {
    cursor.expect("REPAIR", "TABLE");
    return { kind: "repair-table", table: parseDdlTable(cursor) };
  }
  if (cursor.acceptAny(["DESCRIBE", "DESC"]) === undefined) throw cursor.mismatch();
  return parseDescribe(cursor);
}

function parseCreateDatabase(cursor: TokenCursor): AthenaStatement {
  parseDatabaseWord(cursor);
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const database = parseDdlName(cursor);
  const comment = parseOptionalComment(cursor);
  const location = cursor.accept("LOCATION") ? { location: parseString(cursor) } : {};
  const properties = cursor.accept("WITH", "DBPROPERTIES") ? parseProperties(cursor) : {};
  return { kind: "create-database", database, ifNotExists, ...comment, ...location, properties };
}

function parseAlter(cursor: TokenCursor): AthenaStatement {
  if (cursor.accept("TABLE")) return parseAlterTable(cursor);
  parseDatabaseWord(cursor);
  const database = parseDdlName(cursor);
  cursor.expect("SET", "DBPROPERTIES");
  return { kind: "alter-database", database, properties: parseProperties(cursor) };
}

function parseDrop(cursor: TokenCursor): AthenaStatement {
  if (cursor.accept("TABLE")) {
    const ifExists = cursor.accept("IF", "EXISTS");
    const table = parseDdlTable(cursor);
    cursor.accept("PURGE");
    return { kind: "drop-table", table, ifExists };
  }
  parseDatabaseWord(cursor);
  const ifExists = cursor.accept("IF", "EXISTS");
  const database = parseDdlName(cursor);
  const cascade = cursor.acceptAny(["CASCADE", "RESTRICT"])?.keyword === "CASCADE";
  return { kind: "drop-database", database, ifExists, cascade };
}

function parseShow(cursor: TokenCursor): AthenaStatement {
  if (cursor.acceptAny(["DATABASES", "SCHEMAS"]) !== undefined)
    return { kind: "show-databases", ...parsePattern(cursor) };
  if (cursor.accept("TABLES")) return { kind: "show-tables", ...parseInDatabase(cursor), ...parsePattern(cursor) };
  if (cursor.accept("VIEWS")) return { kind: "show-views", ...parseInDatabase(cursor), ...parsePattern(cursor) };
  if (cursor.accept("PARTITIONS")) {
    const table = parseDdlTable(cursor);
    return cursor.at("PARTITION")
      ? { kind: "show-partitions", table, partition: parsePartition(cursor) }
      : { kind: "show-partitions", table };
  }
  if (cursor.accept("COLUMNS")) return parseShowColumns(cursor);
  if (cursor.accept("CREATE")) {
    cursor.expect("TABLE");
    return { kind: "show-create-table", table: parseDdlTable(cursor) };
  }
  cursor.expect("TBLPROPERTIES");
  const table = parseDdlTable(cursor);
  if (!cursor.accept("(")) return { kind: "show-table-properties", table };
  const property = parseString(cursor);
  cursor.expect(")");
  return { kind: "show-table-properties", table, property };
}

function parsePattern(cursor: TokenCursor): { readonly pattern?: string } {
  const isLike = cursor.accept("LIKE");
  if (!isLike && cursor.token.kind !== "string") return {};
  return { pattern: parseString(cursor) };
}

function parseInDatabase(cursor: TokenCursor): { readonly database?: string } {
  return cursor.acceptAny(["IN", "FROM"]) === undefined ? {} : { database: parseDdlName(cursor) };
}

/** `SHOW COLUMNS IN db.table` or `SHOW COLUMNS IN table IN db`. */
function parseShowColumns(cursor: TokenCursor): AthenaStatement {
  if (cursor.acceptAny(["IN", "FROM"]) === undefined) throw cursor.mismatch();
  const table = parseDdlTable(cursor);
  const { database } = parseInDatabase(cursor);
  return { kind: "show-columns", table: database === undefined ? table : { ...table, database } };
}

function parseDescribe(cursor: TokenCursor): DescribeStatement {
  const isMode = cursor.peek(1).kind !== "end" && cursor.peek(1).keyword !== "." && cursor.peek(1).keyword !== ";";
  const word = isMode ? cursor.acceptAny(["EXTENDED", "FORMATTED"])?.keyword : undefined;
  const mode = word === "EXTENDED" ? "extended" : word === "FORMATTED" ? "formatted" : "plain";
  const table = parseDdlTable(cursor);
  const partition = cursor.at("PARTITION") ? { partition: parsePartition(cursor) } : {};
  if (cursor.token.kind === "end" || cursor.token.keyword === ";")
    return { kind: "describe", table, mode, ...partition };
  const columnPath = [parseDdlName(cursor)];
  while (cursor.accept(".")) columnPath.push(parseDdlName(cursor));
  return { kind: "describe", table, mode, ...partition, columnPath };
}
