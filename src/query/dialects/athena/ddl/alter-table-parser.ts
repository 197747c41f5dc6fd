/** Reads ALTER TABLE in all the forms Athena documents. */
import type { TokenCursor } from "../../shared/token-cursor.ts";
import type { AlterTableAction, AlterTableStatement, PartitionSpec } from "../statement.ts";
import { parseColumn, parseColumns } from "./create-table-parser.ts";
import {
  parseDdlList,
  parseDdlName,
  parseDdlTable,
  parsePartition,
  parsePartitionFilter,
  parseProperties,
  parseString,
} from "./ddl-names.ts";

/** From after `ALTER TABLE`. */
export function parseAlterTable(cursor: TokenCursor): AlterTableStatement {
  const table = parseDdlTable(cursor);
  const partition = cursor.at("PARTITION") ? parsePartition(cursor) : undefined;
  return {
    kind: "alter-table",
    table,
    change: partition === undefined ? parseChange(cursor) : parsePartitionChange(cursor, partition),
  };
}

function parseChange(cursor: TokenCursor): AlterTableAction {
  if (cursor.accept("ADD"))
    return cursor.at("COLUMNS") || cursor.at("COLUMN") ? parseAddColumns(cursor) : parseAddPartitions(cursor);
  if (cursor.accept("DROP")) return parseDrop(cursor);
  if (cursor.accept("REPLACE", "COLUMNS")) return { action: "replace-columns", columns: parseColumns(cursor) };
  if (cursor.accept("CHANGE")) return parseChangeColumn(cursor);
  if (cursor.accept("RENAME")) {
    cursor.expect("TO");
    return { action: "rename-table", to: parseDdlTable(cursor) };
  }
  if (cursor.accept("UNSET")) {
    cursor.expect("TBLPROPERTIES");
    const ifExists = cursor.accept("IF", "EXISTS");
    cursor.expect("(");
    const names = parseDdlList(cursor, parseString);
    cursor.expect(")");
    return { action: "unset-properties", names, ifExists };
  }
  cursor.expect("SET");
  if (cursor.accept("TBLPROPERTIES")) return { action: "set-properties", properties: parseProperties(cursor) };
  cursor.expect("LOCATION");
  return { action: "set-location", location: parseString(cursor) };
}

function parsePartitionChange(cursor: TokenCursor, partition: PartitionSpec): AlterTableAction {
  if (cursor.accept("RENAME")) {
    cursor.expect("TO");
    return { action: "rename-partition", from: partition, to: parsePartition(cursor) };
  }
  if (cursor.accept("SET")) {
    cursor.expect("LOCATION");
    return { action: "set-location", partition, location: parseString(cursor) };
  }
  if (cursor.accept("ADD")) return { ...parseAddColumns(cursor), partition };
  cursor.expect("REPLACE", "COLUMNS");
  return { action: "replace-columns", partition, columns: parseColumns(cursor) };
}

function parseAddColumns(cursor: TokenCursor): Extract<AlterTableAction, { action: "add-columns" }> {
  if (cursor.acceptAny(["COLUMNS", "COLUMN"]) === undefined) throw cursor.mismatch();
  const columns = cursor.at("(") ? parseColumns(cursor) : [parseColumn(cursor)];
  cursor.acceptAny(["CASCADE", "RESTRICT"]);
  return { action: "add-columns", columns };
}

function parseAddPartitions(cursor: TokenCursor): AlterTableAction {
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const partitions: { spec: PartitionSpec; location?: string }[] = [];
  do {
    const spec = parsePartition(cursor);
    partitions.push(cursor.accept("LOCATION") ? { spec, location: parseString(cursor) } : { spec });
    cursor.accept(",");
  } while (cursor.at("PARTITION"));
  return { action: "add-partitions", ifNotExists, partitions };
}

function parseDrop(cursor: TokenCursor): AlterTableAction {
  if (cursor.accept("COLUMN")) return { action: "drop-column", name: parseDdlName(cursor) };
  const ifExists = cursor.accept("IF", "EXISTS");
  return { action: "drop-partitions", ifExists, partitions: parseDdlList(cursor, parsePartitionFilter) };
}

function parseChangeColumn(cursor: TokenCursor): AlterTableAction {
  cursor.accept("COLUMN");
  const oldName = parseDdlName(cursor);
  const column = parseColumn(cursor);
  if (cursor.accept("FIRST")) return { action: "change-column", oldName, column, position: "first" };
  if (cursor.accept("AFTER"))
    return { action: "change-column", oldName, column, position: { after: parseDdlName(cursor) } };
  cursor.acceptAny(["CASCADE", "RESTRICT"]);
  return { action: "change-column", oldName, column };
}
