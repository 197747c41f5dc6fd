/** Runs one Athena statement to its end and reads the first page of its result. */
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { expect } from "vitest";

/** Rows as text, header row first; NULL is the empty string. Fails the test with Athena's reason when the query fails. */
export async function runQuery(athena: AthenaClient, sql: string, outputLocation: string): Promise<string[][]> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: outputLocation } }),
  );
  let reason: string | undefined;
  await expect
    .poll(
      async () => {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        reason = QueryExecution?.Status?.StateChangeReason;
        return QueryExecution?.Status?.State;
      },
      { timeout: 60_000, interval: 20 },
    )
    .toMatch(/SUCCEEDED|FAILED|CANCELLED/);
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  expect(QueryExecution?.Status?.State, `${sql}\n${reason}`).toBe("SUCCEEDED");
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((datum) => datum.VarCharValue ?? ""));
}
