/**
 * A query planned and executed with its result in files: the part that SELECT, CTAS, INSERT and UNLOAD share.
 */
import { preludeFor } from "../../../query/dialects/athena/prelude.ts";
import type { QueryBody } from "../../../query/dialects/athena/statement.ts";
import { type PlannedQuery, planQuery } from "../../../query/planner/plan-query.ts";
import { QueryFailure } from "../../../query/planner/query-failure.ts";
import type { QueryOutput, QueryResult } from "../../../query/query-engine.ts";
import type { StatementContext } from "./statement-context.ts";

export interface QueryRun {
  readonly body: QueryBody;
  readonly parameters: readonly string[];
  /** How the result becomes files; may refuse by throwing. */
  readonly output: (planned: PlannedQuery) => QueryOutput;
}

/** Plans, runs, hands the files to `use`, and cleans up whatever happens. */
export async function runQuery<T>(
  context: StatementContext,
  query: QueryRun,
  use: (result: QueryResult, planned: PlannedQuery) => Promise<T>,
): Promise<T> {
  const { catalog, objects, engine, footers, runtime } = context.services;
  const { record, caller, signal } = context.run;
  const startMs = runtime.clock.monotonicMs();
  const scope = { caller, database: record.database, parameters: query.parameters, signal };
  const planned = await planQuery({ catalog, objects, footers }, scope, query.body);
  try {
    context.run.cleanMessages(planned.publicMessage);
    context.run.report({ planningMs: runtime.clock.monotonicMs() - startMs });
    const output = query.output(planned);
    const result = await engine.run({
      // What writes the values may call macros that the query itself does not.
      setup: [...new Set([...planned.setup, ...preludeFor(output.projection)])],
      query: planned.sql,
      readPaths: planned.readPaths,
      rowLimit: 0,
      signal,
      output: (prepared) => {
        const scannedBytes = planned.scannedBytes(prepared.scans);
        context.run.report({ scannedBytes });
        if (record.scanCutoffBytes !== undefined && scannedBytes > record.scanCutoffBytes)
          throw new QueryFailure("EXCEEDED_BYTES_LIMIT", "Bytes scanned limit was exceeded");
        return output;
      },
    });
    try {
      context.run.report({ engineMs: result.engineMs, queueMs: result.queueMs });
      return await use(result, planned);
    } finally {
      await result.release();
    }
  } finally {
    await planned.release();
  }
}
