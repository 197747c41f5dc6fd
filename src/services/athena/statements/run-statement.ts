/** One function for each kind of statement; the switch is exhaustive, so a new kind does not compile until it has one. */
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { alterTable } from "./alter-table.ts";
import { createTable } from "./create-table.ts";
import { createTableAs } from "./create-table-as.ts";
import { createView } from "./create-view.ts";
import { createDatabase, dropDatabase, showDatabases } from "./databases.ts";
import { describe } from "./describe.ts";
import { dropTable, dropView } from "./drop.ts";
import { insertInto } from "./insert-into.ts";
import { deallocateStatement, preparedQuery, prepareStatement } from "./prepared.ts";
import { repairTable } from "./repair-table.ts";
import { select } from "./select.ts";
import { showColumns, showPartitions, showTableProperties, showTables, showViews } from "./show.ts";
import { showCreateTable, showCreateView } from "./show-create.ts";
import type { StatementContext } from "./statement-context.ts";
import { unload } from "./unload.ts";

export async function runStatement(context: StatementContext, statement: AthenaStatement): Promise<StoredResult> {
  const parameters = context.run.record.parameters ?? [];
  switch (statement.kind) {
    case "query":
      return select(context, statement, parameters);
    case "execute": {
      const prepared = await preparedQuery(context, statement, parameters);
      return select(context, prepared.statement, prepared.parameters);
    }
    case "create-table-as":
      return createTableAs(context, statement, parameters);
    case "insert-into":
      return insertInto(context, statement, parameters);
    case "unload":
      return unload(context, statement, parameters);
    case "create-view":
      return createView(context, statement);
    case "prepare":
      return prepareStatement(context, statement);
    case "deallocate":
      return deallocateStatement(context, statement);
    case "create-table":
      return createTable(context, statement);
    case "create-database":
      return createDatabase(context, statement);
    case "drop-database":
      return dropDatabase(context, statement);
    case "alter-database":
      throw queryFailure("NOT_SUPPORTED", "Lakebed does not implement ALTER DATABASE");
    case "drop-table":
      return dropTable(context, statement);
    case "drop-view":
      return dropView(context, statement);
    case "alter-table":
      return alterTable(context, statement);
    case "repair-table":
      return repairTable(context, statement);
    case "show-databases":
      return showDatabases(context, statement);
    case "show-tables":
      return showTables(context, statement);
    case "show-views":
      return showViews(context, statement);
    case "show-columns":
      return showColumns(context, statement);
    case "show-partitions":
      return showPartitions(context, statement);
    case "show-create-table":
      return showCreateTable(context, statement);
    case "show-create-view":
      return showCreateView(context, statement);
    case "show-table-properties":
      return showTableProperties(context, statement);
    case "describe":
      return describe(context, statement);
    case "explain":
      throw queryFailure("NOT_SUPPORTED", "Lakebed does not implement EXPLAIN: its plans are not Trino's");
    case "unsupported":
      throw queryFailure("NOT_SUPPORTED", statement.athenaMessage.replace(/^NOT_SUPPORTED: /u, ""));
  }
}
