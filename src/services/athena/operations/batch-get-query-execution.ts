import type { QueryExecution, UnprocessedQueryExecutionId } from "@aws-sdk/client-athena";
import { executionAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { checkBatch } from "../batch.ts";
import { toQueryExecution } from "../executions/execution.ts";
import { findExecution } from "../executions/find-execution.ts";
import { BATCH_EXECUTIONS_MAX } from "../limits.ts";

/** Executions in the order asked for; ids that are none come back as unprocessed. */
export const batchGetQueryExecution: AthenaOperation<"BatchGetQueryExecution"> = {
  access: (input, context) =>
    input.QueryExecutionIds.flatMap((id) => executionAccess("BatchGetQueryExecution", context, id)),
  async handle(input, context, athena) {
    checkBatch(input.QueryExecutionIds, "queryExecutionIds", BATCH_EXECUTIONS_MAX);
    const QueryExecutions: QueryExecution[] = [];
    const UnprocessedQueryExecutionIds: UnprocessedQueryExecutionId[] = [];
    for (const id of input.QueryExecutionIds) {
      const record = await findExecution(athena, context, id);
      if (record === undefined)
        UnprocessedQueryExecutionIds.push({
          QueryExecutionId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: `QueryExecution ${id} was not found`,
        });
      else QueryExecutions.push(toQueryExecution(record));
    }
    return { QueryExecutions, UnprocessedQueryExecutionIds };
  },
};
