/**
 * A world for Athena's specs: one server with a bucket for data and one for results, and short ways to run statements. Statements go
 * through StartQueryExecution, results through GetQueryResults, as any client would do it.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, vi } from "vitest";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

export const DATA = "data-lake";
export const RESULTS = "query-results";
export const OUTPUT = `s3://${RESULTS}/out/`;

export interface QueryOutcome {
  readonly execution: QueryExecution;
  /** Without the header row; null for NULL. */
  readonly rows: (string | null)[][];
  readonly header: (string | null)[];
  readonly columns: readonly ColumnInfo[];
}

export interface AthenaWorld {
  readonly server: TestServer;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
  /** Runs a statement to its end, whatever that is. */
  execute(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<QueryExecution>;
  /** Runs a statement that must succeed and reads the first page of its result. */
  query(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<QueryOutcome>;
  /** Rows of a SELECT that must succeed. */
  rows(sql: string): Promise<(string | null)[][]>;
  /** `StateChangeReason` of a statement that must fail. */
  reason(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<string>;
  put(key: string, body: string | Uint8Array, bucket?: string): Promise<void>;
  keys(bucket: string, prefix: string): Promise<string[]>;
  text(bucket: string, key: string): Promise<string>;
  close(): Promise<void>;
}

export function vegaData(name: string): Promise<Buffer> {
  return readFile(join(import.meta.dirname, "../../../node_modules/vega-datasets/data", name));
}

export async function openWorld(options: TestServerOptions = {}): Promise<AthenaWorld> {
  const server = await startTestServer(options);
  const athena = server.client(AthenaClient);
  const glue = server.client(GlueClient);
  const s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: DATA }));
  await s3.send(new CreateBucketCommand({ Bucket: RESULTS }));

  async function finish(id: string | undefined): Promise<QueryExecution> {
    return vi.waitFor(
      async () => {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
        expect(QueryExecution?.Status?.State).toMatch(/SUCCEEDED|FAILED|CANCELLED/);
        return QueryExecution ?? {};
      },
      { timeout: 60_000, interval: 10 },
    );
  }

  async function execute(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<QueryExecution> {
    const input = {
      QueryString: sql,
      QueryExecutionContext: { Database: "db" },
      ResultConfiguration: { OutputLocation: OUTPUT },
      ...more,
    };
    const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand(input));
    return finish(QueryExecutionId);
  }

  async function query(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<QueryOutcome> {
    const execution = await execute(sql, more);
    expect([execution.Status?.State, sql, execution.Status?.StateChangeReason]).toEqual(["SUCCEEDED", sql, undefined]);
    const { ResultSet } = await athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }),
    );
    const all = (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((datum) => datum.VarCharValue ?? null));
    const isSelect = execution.SubstatementType === "SELECT" || execution.SubstatementType === "EXECUTE";
    return {
      execution,
      columns: ResultSet?.ResultSetMetadata?.ColumnInfo ?? [],
      header: isSelect ? (all[0] ?? []) : [],
      rows: isSelect ? all.slice(1) : all,
    };
  }

  return {
    server,
    athena,
    glue,
    s3,
    execute,
    query,
    rows: async (sql) => (await query(sql)).rows,
    async reason(sql, more) {
      const { Status } = await execute(sql, more);
      expect(`${Status?.State} ${sql}`).toBe(`FAILED ${sql}`);
      return Status?.StateChangeReason ?? "";
    },
    async put(key, body, bucket = DATA) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async keys(bucket, prefix) {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return (Contents ?? []).map(({ Key }) => Key ?? "");
    },
    text: async (bucket, key) =>
      (await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString()) ?? "",
    close: () => server.close(),
  };
}
