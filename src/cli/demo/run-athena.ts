/**
 * Runs one Athena statement to its end through the SDK, the way every client does: start, poll, read.
 */
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { DemoError } from "./crawl-raw.ts";
import { RESULTS_LOCATION } from "./demo-layout.ts";

const POLL_MS = 25;
const POLLS_MAX = 8_000;

export interface AthenaRun {
  readonly execution: QueryExecution;
  readonly scannedBytes: number;
  /** The first page of the result, header row first for queries. */
  readonly rows: readonly (readonly string[])[];
}

export async function runAthena(
  athena: AthenaClient,
  sql: string,
  sleep: (ms: number) => Promise<void>,
): Promise<AthenaRun> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: RESULTS_LOCATION } }),
  );
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const state = QueryExecution?.Status?.State;
    if (state === "FAILED" || state === "CANCELLED")
      throw new DemoError(`${state}: ${QueryExecution?.Status?.StateChangeReason}\n${sql}`);
    if (QueryExecution !== undefined && state === "SUCCEEDED") {
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      const rows = (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((datum) => datum.VarCharValue ?? ""));
      return { execution: QueryExecution, scannedBytes: QueryExecution.Statistics?.DataScannedInBytes ?? 0, rows };
    }
    await sleep(POLL_MS);
  }
  throw new DemoError(`the query was still running after ${(POLL_MS * POLLS_MAX) / 1000} s:\n${sql}`);
}
