/** Reads CREATE [EXTERNAL] TABLE: columns, partitions, buckets, row format, storage, location, properties. */
import { SqlError } from "../../shared/sql-error.ts";
import type { TokenCursor } from "../../shared/token-cursor.ts";
import type { ColumnDefinition, CreateTableStatement, TableStorage } from "../statement.ts";
import {
  parseDdlList,
  parseDdlName,
  parseDdlTable,
  parseOptionalComment,
  parseProperties,
  parseString,
} from "./ddl-names.ts";
import { parseHiveType } from "./hive-type-parser.ts";

type Clauses = { -readonly [Key in keyof CreateTableStatement]?: CreateTableStatement[Key] };

/** From after `CREATE`. */
export function parseCreateTable(cursor: TokenCursor): CreateTableStatement {
  const external = cursor.accept("EXTERNAL");
  cursor.expect("TABLE");
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const table = parseDdlTable(cursor);
  const columns = cursor.at("(") ? parseColumns(cursor) : [];
  const clauses: Clauses = {};
  while (parseClause(cursor, clauses));
  const statement = {
    partitionedBy: [],
    partitionTransforms: [],
    storage: {},
    properties: {},
    ...clauses,
    kind: "create-table",
    table,
    external,
    ifNotExists,
    columns,
  } as const;
  refuseDuplicates(statement);
  return statement;
}

function refuseDuplicates(statement: CreateTableStatement): void {
  const seen = new Set<string>();
  for (const { name } of [...statement.columns, ...statement.partitionedBy]) {
    const key = name.toLowerCase();
    if (seen.has(key))
      throw new SqlError(
        "PARSE_EXCEPTION",
        `FAILED: SemanticException [Error 10036]: Duplicate column name: ${key}`,
        statement.table,
      );
    seen.add(key);
  }
}

/** `(name type COMMENT 'text', ...)`. */
export function parseColumns(cursor: TokenCursor): readonly ColumnDefinition[] {
  cursor.expect("(");
  const columns = parseDdlList(cursor, parseColumn);
  cursor.expect(")");
  return columns;
}

export function parseColumn(cursor: TokenCursor): ColumnDefinition {
  const name = parseDdlName(cursor).toLowerCase();
  const type = parseHiveType(cursor);
  return { name, type, ...parseOptionalComment(cursor) };
}

function parseClause(cursor: TokenCursor, clauses: Clauses): boolean {
  if (cursor.accept("COMMENT")) clauses.comment = parseString(cursor);
  else if (cursor.accept("PARTITIONED", "BY")) parsePartitionedBy(cursor, clauses);
  else if (cursor.accept("CLUSTERED", "BY")) clauses.clusteredBy = parseClusteredBy(cursor);
  else if (cursor.accept("ROW", "FORMAT")) clauses.storage = { ...clauses.storage, rowFormat: parseRowFormat(cursor) };
  else if (cursor.accept("STORED", "AS")) clauses.storage = { ...clauses.storage, ...parseStoredAs(cursor) };
  else if (cursor.accept("WITH", "SERDEPROPERTIES"))
    clauses.storage = mergeSerdeProperties(cursor, clauses.storage ?? {});
  else if (cursor.accept("LOCATION")) clauses.location = parseString(cursor);
  else if (cursor.accept("TBLPROPERTIES")) clauses.properties = parseProperties(cursor);
  else return false;
  return true;
}

/** Hive allows WITH SERDEPROPERTIES after STORED AS too; without a SerDe it has nothing to belong to. */
function mergeSerdeProperties(cursor: TokenCursor, storage: TableStorage): TableStorage {
  if (storage.rowFormat?.kind !== "serde") throw cursor.mismatch();
  return {
    ...storage,
    rowFormat: { ...storage.rowFormat, properties: { ...storage.rowFormat.properties, ...parseProperties(cursor) } },
  };
}

/** Columns with types, or (Iceberg) names and transforms such as `day(ts)`. */
function parsePartitionedBy(cursor: TokenCursor, clauses: Clauses): void {
  const next = cursor.peek(2).keyword;
  if (next !== "," && next !== ")" && next !== "(") {
    clauses.partitionedBy = parseColumns(cursor);
    return;
  }
  cursor.expect("(");
  clauses.partitionTransforms = parseDdlList(cursor, (inner) => {
    const { start } = inner.token;
    parseDdlName(inner);
    if (inner.accept("(")) {
      parseDdlList(inner, (argument) =>
        argument.token.kind === "integer" ? argument.advance().value : parseDdlName(argument),
      );
      inner.expect(")");
    }
    return inner.text.slice(start, inner.previous.end);
  });
  cursor.expect(")");
}

function parseClusteredBy(cursor: TokenCursor): NonNullable<CreateTableStatement["clusteredBy"]> {
  const columns = parseNames(cursor);
  const sortedBy = cursor.accept("SORTED", "BY") ? parseSortNames(cursor) : [];
  cursor.expect("INTO");
  const buckets = Number(cursor.expectKind("integer", "Number").value);
  cursor.expect("BUCKETS");
  return { columns, buckets, sortedBy };
}

function parseNames(cursor: TokenCursor): readonly string[] {
  cursor.expect("(");
  const names = parseDdlList(cursor, parseDdlName);
  cursor.expect(")");
  return names;
}

function parseSortNames(cursor: TokenCursor): readonly string[] {
  cursor.expect("(");
  const names = parseDdlList(cursor, (inner) => {
    const name = parseDdlName(inner);
    inner.acceptAny(["ASC", "DESC"]);
    return name;
  });
  cursor.expect(")");
  return names;
}

function parseRowFormat(cursor: TokenCursor): NonNullable<TableStorage["rowFormat"]> {
  if (cursor.accept("SERDE")) {
    const library = parseString(cursor);
    const properties = cursor.accept("WITH", "SERDEPROPERTIES") ? parseProperties(cursor) : {};
    return { kind: "serde", library, properties };
  }
  cursor.expect("DELIMITED");
  const format: {
    -readonly [Key in keyof Extract<NonNullable<TableStorage["rowFormat"]>, { kind: "delimited" }>]: string;
  } = { kind: "delimited" };
  for (;;) {
    if (cursor.accept("FIELDS", "TERMINATED", "BY")) {
      format.fieldDelimiter = parseString(cursor);
      if (cursor.accept("ESCAPED", "BY")) format.escapeCharacter = parseString(cursor);
    } else if (cursor.accept("COLLECTION", "ITEMS", "TERMINATED", "BY"))
      format.collectionDelimiter = parseString(cursor);
    else if (cursor.accept("MAP", "KEYS", "TERMINATED", "BY")) format.mapKeyDelimiter = parseString(cursor);
    else if (cursor.accept("LINES", "TERMINATED", "BY")) format.lineDelimiter = parseString(cursor);
    else if (cursor.accept("NULL", "DEFINED", "AS")) format.nullDefinedAs = parseString(cursor);
    else return { ...format, kind: "delimited" };
  }
}

function parseStoredAs(cursor: TokenCursor): TableStorage {
  if (!cursor.accept("INPUTFORMAT")) return { storedAs: parseDdlName(cursor).toUpperCase() };
  const inputFormat = parseString(cursor);
  cursor.expect("OUTPUTFORMAT");
  return { inputFormat, outputFormat: parseString(cursor) };
}
