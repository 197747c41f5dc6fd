import { executionAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requireExecution } from "../executions/find-execution.ts";

/** Cancels a running execution; one that has ended stays as it is. */
export const stopQueryExecution: AthenaOperation<"StopQueryExecution"> = {
  access: (input, context) => executionAccess("StopQueryExecution", context, input.QueryExecutionId),
  async handle(input, context, athena) {
    const record = await requireExecution(athena, context, input.QueryExecutionId ?? "");
    await athena.executions.stop(record.id);
    return {};
  },
};
