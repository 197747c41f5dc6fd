/**
 * How long a trivial query takes from StartQueryExecution to SUCCEEDED, through the SDK.
 */
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import type { Endpoint } from "./s3-load.ts";

const WARM_UP = 5;
const RUNS = 60;
const POLL_MS = 2;

export async function measureAthena(endpoint: Endpoint): Promise<string> {
  const { accessKeyId, secretAccessKey, region } = endpoint;
  const athena = new AthenaClient({
    endpoint: `http://${endpoint.host}:${endpoint.port}`,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const samples: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const startMs = performance.now();
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: "SELECT 1",
        ResultConfiguration: { OutputLocation: "s3://bench/athena/" },
      }),
    );
    for (;;) {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const state = QueryExecution?.Status?.State;
      if (state === "SUCCEEDED") break;
      if (state === "FAILED" || state === "CANCELLED") throw new Error(QueryExecution?.Status?.StateChangeReason);
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
    if (run >= WARM_UP) samples.push(performance.now() - startMs);
  }
  athena.destroy();
  samples.sort((a, b) => a - b);
  const at = (quantile: number): string => (samples[Math.floor(samples.length * quantile)] ?? 0).toFixed(0);
  return `Athena \`SELECT 1\`, start to SUCCEEDED with its result stored in S3: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${RUNS} runs).`;
}
