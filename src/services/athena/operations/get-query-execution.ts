import { anyWorkGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { toQueryExecution } from "../executions/execution.ts";
import { requireExecution } from "../executions/find-execution.ts";

/** @throws {ServiceError} InvalidRequestException */
export const getQueryExecution: AthenaOperation<"GetQueryExecution"> = {
  access: (_input, context) => anyWorkGroupAccess("GetQueryExecution", context),
  handle: async (input, context, athena) => ({
    QueryExecution: toQueryExecution(await requireExecution(athena, context, input.QueryExecutionId)),
  }),
};
