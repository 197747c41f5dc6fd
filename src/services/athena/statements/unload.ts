/** UNLOAD: a query's result as files, without a table. */
import type { UnloadStatement } from "../../../query/dialects/athena/statement.ts";
import type { PlannedQuery } from "../../../query/planner/plan-query.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { runQuery } from "./run-query.ts";
import { NO_RESULT, type StatementContext } from "./statement-context.ts";
import { putManifest, requireEmpty, splitColumns, storeFiles, writeOutput, type WritePlan } from "./write-files.ts";
import { namesProperty, writtenFormat } from "./written-format.ts";

/** AWS: https://docs.aws.amazon.com/athena/latest/ug/unload.html (not read again for this file). */
const KNOWN_PROPERTIES = new Set(["format", "compression", "field_delimiter", "partitioned_by"]);

export async function unload(
  context: StatementContext,
  statement: UnloadStatement,
  parameters: readonly string[],
): Promise<StoredResult> {
  for (const name of Object.keys(statement.properties)) {
    if (!KNOWN_PROPERTIES.has(name))
      throw queryFailure("NOT_SUPPORTED", `Lakebed does not implement the UNLOAD property '${name}'`);
  }
  const format = writtenFormat(statement.properties, undefined);
  const partitionedBy = namesProperty(statement.properties, "partitioned_by");
  const location = statement.location.endsWith("/") ? statement.location : `${statement.location}/`;
  await requireEmpty(context, location, "unload");
  let plan: WritePlan | undefined;
  const output = (planned: PlannedQuery): ReturnType<typeof writeOutput> => {
    const names = planned.columns.map(({ name }) => name.toLowerCase());
    const { data, partition } = splitColumns(planned, partitionedBy, names);
    plan = { format, columns: data, partitionColumns: partition };
    return writeOutput(plan);
  };
  return runQuery(context, { body: statement, parameters, output }, async (result) => {
    if (plan === undefined) throw new TypeError("the engine did not ask for the output");
    const written = await storeFiles(context, result.files, plan, location);
    try {
      await putManifest(context, written.uris);
    } catch (error) {
      await written.undo();
      throw error;
    }
    return { ...NO_RESULT, updateCount: result.rowCount };
  });
}
