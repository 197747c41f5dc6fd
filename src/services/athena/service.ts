/** Athena: the table of its operations and the instance behind it. Sources, gaps and client quirks: README.md beside this file. */
import type * as Sdk from "@aws-sdk/client-athena";
import type { OperationTable } from "../../kit/operation.ts";
import { createFooterReader } from "../../query/planner/parquet-footers.ts";
import type { Athena, AthenaDependencies } from "./athena.ts";
import { createExecutionRunner } from "./executions/execution-runner.ts";
import { failInterrupted } from "./executions/execution-store.ts";
import { missingOperations } from "./missing-operations.ts";
import { batchGetNamedQuery } from "./operations/batch-get-named-query.ts";
import { batchGetPreparedStatement } from "./operations/batch-get-prepared-statement.ts";
import { batchGetQueryExecution } from "./operations/batch-get-query-execution.ts";
import { createNamedQuery } from "./operations/create-named-query.ts";
import { createPreparedStatement } from "./operations/create-prepared-statement.ts";
import { createWorkGroup } from "./operations/create-work-group.ts";
import { deleteNamedQuery } from "./operations/delete-named-query.ts";
import { deletePreparedStatement } from "./operations/delete-prepared-statement.ts";
import { deleteWorkGroup } from "./operations/delete-work-group.ts";
import { getDataCatalog } from "./operations/get-data-catalog.ts";
import { getDatabase } from "./operations/get-database.ts";
import { getNamedQuery } from "./operations/get-named-query.ts";
import { getPreparedStatement } from "./operations/get-prepared-statement.ts";
import { getQueryExecution } from "./operations/get-query-execution.ts";
import { getQueryResults } from "./operations/get-query-results.ts";
import { getQueryRuntimeStatistics } from "./operations/get-query-runtime-statistics.ts";
import { getTableMetadata } from "./operations/get-table-metadata.ts";
import { getWorkGroup } from "./operations/get-work-group.ts";
import { listDataCatalogs } from "./operations/list-data-catalogs.ts";
import { listDatabases } from "./operations/list-databases.ts";
import { listEngineVersions } from "./operations/list-engine-versions.ts";
import { listNamedQueries } from "./operations/list-named-queries.ts";
import { listPreparedStatements } from "./operations/list-prepared-statements.ts";
import { listQueryExecutions } from "./operations/list-query-executions.ts";
import { listTableMetadata } from "./operations/list-table-metadata.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { listWorkGroups } from "./operations/list-work-groups.ts";
import { startQueryExecution } from "./operations/start-query-execution.ts";
import { stopQueryExecution } from "./operations/stop-query-execution.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateNamedQuery } from "./operations/update-named-query.ts";
import { updatePreparedStatement } from "./operations/update-prepared-statement.ts";
import { updateWorkGroup } from "./operations/update-work-group.ts";
import { runStatement } from "./statements/run-statement.ts";

export const athenaOperations: OperationTable<typeof Sdk, Athena> = {
  BatchGetNamedQuery: batchGetNamedQuery,
  BatchGetPreparedStatement: batchGetPreparedStatement,
  BatchGetQueryExecution: batchGetQueryExecution,
  CreateNamedQuery: createNamedQuery,
  CreatePreparedStatement: createPreparedStatement,
  CreateWorkGroup: createWorkGroup,
  DeleteNamedQuery: deleteNamedQuery,
  DeletePreparedStatement: deletePreparedStatement,
  DeleteWorkGroup: deleteWorkGroup,
  GetDataCatalog: getDataCatalog,
  GetDatabase: getDatabase,
  GetNamedQuery: getNamedQuery,
  GetPreparedStatement: getPreparedStatement,
  GetQueryExecution: getQueryExecution,
  GetQueryResults: getQueryResults,
  GetQueryRuntimeStatistics: getQueryRuntimeStatistics,
  GetTableMetadata: getTableMetadata,
  GetWorkGroup: getWorkGroup,
  ListDataCatalogs: listDataCatalogs,
  ListDatabases: listDatabases,
  ListEngineVersions: listEngineVersions,
  ListNamedQueries: listNamedQueries,
  ListPreparedStatements: listPreparedStatements,
  ListQueryExecutions: listQueryExecutions,
  ListTableMetadata: listTableMetadata,
  ListTagsForResource: listTagsForResource,
  ListWorkGroups: listWorkGroups,
  StartQueryExecution: startQueryExecution,
  StopQueryExecution: stopQueryExecution,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateNamedQuery: updateNamedQuery,
  UpdatePreparedStatement: updatePreparedStatement,
  UpdateWorkGroup: updateWorkGroup,
  ...missingOperations,
};

/** Makes the service; executions that a crash cut off are failed first. */
export async function createAthena(dependencies: AthenaDependencies): Promise<Athena> {
  const { records, runtime, engine } = dependencies;
  const interrupted = await failInterrupted(records, runtime.clock.nowMs());
  if (interrupted > 0) runtime.log.warn("query executions were cut off by the last stop", { count: interrupted });
  const services = { ...dependencies, footers: createFooterReader(engine) };
  const executions = createExecutionRunner({
    records,
    runtime,
    runStatement: (run, statement) => runStatement({ services, run }, statement),
  });
  return { ...services, executions, close: () => executions.close() };
}
