import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { submitExecution } from "../executions/submit.ts";

/** Starts a query; it goes on after the answer. See `submitExecution` for the order of checks. */
export const startQueryExecution: AthenaOperation<"StartQueryExecution"> = {
  access: (input, context) => workGroupAccess("StartQueryExecution", context, input.WorkGroup),
  handle: async (input, context, athena) => ({ QueryExecutionId: await submitExecution(athena, input, context) }),
};
