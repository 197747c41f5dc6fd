import { executionAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { toQueryExecution } from "../executions/execution.ts";
import { requireExecution } from "../executions/find-execution.ts";

/** @throws {ServiceError} InvalidRequestException */
export const getQueryExecution: AthenaOperation<"GetQueryExecution"> = {
  access: (input, context) => executionAccess("GetQueryExecution", context, input.QueryExecutionId),
  handle: async (input, context, athena) => ({
    QueryExecution: toQueryExecution(await requireExecution(athena, context, input.QueryExecutionId)),
  }),
};
