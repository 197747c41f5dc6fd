import { executionAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { toQueryExecution } from "../executions/execution.ts";
import { requireExecution } from "../executions/find-execution.ts";

/** The timeline and the bytes read. Stages are the engine's own and not shown. */
export const getQueryRuntimeStatistics: AthenaOperation<"GetQueryRuntimeStatistics"> = {
  access: (input, context) => executionAccess("GetQueryRuntimeStatistics", context, input.QueryExecutionId),
  async handle(input, context, athena) {
    const { Statistics } = toQueryExecution(await requireExecution(athena, context, input.QueryExecutionId));
    const {
      DataScannedInBytes,
      ResultReuseInformation: _reuse,
      DataManifestLocation: _manifest,
      DpuCount: _dpu,
      ...timeline
    } = Statistics ?? {};
    return { QueryRuntimeStatistics: { Timeline: timeline, Rows: { InputBytes: DataScannedInBytes } } };
  },
};
