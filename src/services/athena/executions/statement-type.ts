/**
 * Athena's `StatementType` and `SubstatementType` of a statement. Types: API reference, QueryExecution; substatement names as seen
 * in transcripts of GetQueryExecution, by the pattern of those where none was found.
 */
import type { StatementType } from "@aws-sdk/client-athena";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";

interface Classification {
  readonly type: StatementType;
  readonly substatement: string;
}

const CLASSES: Readonly<Record<AthenaStatement["kind"], Classification>> = {
  query: { type: "DML", substatement: "SELECT" },
  "insert-into": { type: "DML", substatement: "INSERT" },
  unload: { type: "DML", substatement: "UNLOAD" },
  execute: { type: "DML", substatement: "EXECUTE" },
  unsupported: { type: "DML", substatement: "MERGE" },
  "create-table-as": { type: "DDL", substatement: "CREATE_TABLE_AS_SELECT" },
  "create-view": { type: "DDL", substatement: "CREATE_VIEW" },
  prepare: { type: "DDL", substatement: "PREPARE" },
  deallocate: { type: "DDL", substatement: "DEALLOCATE" },
  "create-table": { type: "DDL", substatement: "CREATE_TABLE" },
  "create-database": { type: "DDL", substatement: "CREATE_DATABASE" },
  "drop-database": { type: "DDL", substatement: "DROP_DATABASE" },
  "alter-database": { type: "DDL", substatement: "ALTER_DATABASE" },
  "drop-table": { type: "DDL", substatement: "DROP_TABLE" },
  "drop-view": { type: "DDL", substatement: "DROP_VIEW" },
  "alter-table": { type: "DDL", substatement: "ALTER_TABLE" },
  "repair-table": { type: "DDL", substatement: "MSCK_REPAIR" },
  explain: { type: "UTILITY", substatement: "EXPLAIN" },
  "show-databases": { type: "UTILITY", substatement: "SHOW_DATABASES" },
  "show-tables": { type: "UTILITY", substatement: "SHOW_TABLES" },
  "show-views": { type: "UTILITY", substatement: "SHOW_VIEWS" },
  "show-partitions": { type: "UTILITY", substatement: "SHOW_PARTITIONS" },
  "show-columns": { type: "UTILITY", substatement: "SHOW_COLUMNS" },
  "show-create-table": { type: "UTILITY", substatement: "SHOW_CREATE_TABLE" },
  "show-create-view": { type: "UTILITY", substatement: "SHOW_CREATE_VIEW" },
  "show-table-properties": { type: "UTILITY", substatement: "SHOW_TBLPROPERTIES" },
  describe: { type: "UTILITY", substatement: "DESCRIBE" },
};

export function classifyStatement(statement: AthenaStatement): Classification {
  if (statement.kind === "unsupported") return { type: "DML", substatement: statement.statement };
  return CLASSES[statement.kind];
}
