/** The life of executions through the API: idempotency, states, stopping, listing, paging of results, and recovery. */
import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  ListQueryExecutionsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type AthenaWorld, openWorld, OUTPUT, RESULTS } from "./world.ts";

let world: AthenaWorld;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
});

afterAll(() => world.close());

/** More work than a test waits for. */
const ENDLESS =
  "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a (x), UNNEST(sequence(1, 10000)) b (y), UNNEST(sequence(1, 10000)) c (z) WHERE x * y % 7 = z % 11";

const start = (
  input: Partial<ConstructorParameters<typeof StartQueryExecutionCommand>[0]> = {},
): Promise<{ QueryExecutionId?: string | undefined }> =>
  world.athena.send(
    new StartQueryExecutionCommand({
      QueryString: "SELECT 1",
      ResultConfiguration: { OutputLocation: OUTPUT },
      ...input,
    }),
  );

const invalid = (promise: Promise<unknown>, message: RegExp | string): Promise<unknown> =>
  expectServiceError(promise, { name: "InvalidRequestException", status: 400, message });

describe("StartQueryExecution", () => {
  it("gives the same id for the same client token, and refuses the token for another request", async () => {
    const ClientRequestToken = "token-0123456789-0123456789-0123456789";
    const first = await start({ ClientRequestToken });
    expect((await start({ ClientRequestToken })).QueryExecutionId).toBe(first.QueryExecutionId);
    await invalid(start({ ClientRequestToken, QueryString: "SELECT 2" }), "Idempotent parameters do not match");
  });

  it("starts one execution for a token that many send at once", async () => {
    const ClientRequestToken = "token-at-once-0123456789-0123456789-01";
    const ids = await Promise.all(Array.from({ length: 5 }, () => start({ ClientRequestToken })));
    expect(new Set(ids.map(({ QueryExecutionId }) => QueryExecutionId)).size).toBe(1);
  });

  it("needs an output location, from the request or the work group", async () => {
    await invalid(
      start({ ResultConfiguration: undefined }),
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
    await invalid(
      start({ ResultConfiguration: { OutputLocation: "results/" } }),
      /outputLocation is not a valid S3 path/,
    );
    await invalid(
      start({ ResultConfiguration: { OutputLocation: "s3://no-such-bucket-here/" } }),
      "Unable to verify/create output bucket no-such-bucket-here",
    );
  });

  it("refuses an empty statement, a short token, and an unknown work group or catalog", async () => {
    await invalid(start({ QueryString: " " }), /./);
    await invalid(start({ ClientRequestToken: "short" }), /clientRequestToken/);
    await invalid(start({ WorkGroup: "nope" }), "WorkGroup nope is not found.");
    await invalid(start({ QueryExecutionContext: { Catalog: "nope" } }), "Data catalog nope was not found");
  });

  it("says that result encryption and access lists are missing, instead of ignoring them", async () => {
    const EncryptionConfiguration = { EncryptionOption: "SSE_S3" } as const;
    await expectServiceError(start({ ResultConfiguration: { OutputLocation: OUTPUT, EncryptionConfiguration } }), {
      name: "NotImplemented",
      status: 501,
    });
  });

  it("keeps a large number of statements in flight", async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => start({ QueryString: `SELECT ${index}` })));
    await vi.waitFor(
      async () => {
        const { QueryExecutions } = await world.athena.send(
          new BatchGetQueryExecutionCommand({
            QueryExecutionIds: ids.map(({ QueryExecutionId }) => QueryExecutionId ?? ""),
          }),
        );
        expect(QueryExecutions?.every(({ Status }) => Status?.State === "SUCCEEDED")).toBe(true);
      },
      { timeout: 60_000, interval: 100 },
    );
  });
});

describe("GetQueryExecution", () => {
  it("tells what was asked and how it went", async () => {
    const { execution } = await world.query("SELECT 1", { WorkGroup: "primary" });
    expect(execution).toMatchObject({
      Query: "SELECT 1",
      WorkGroup: "primary",
      QueryExecutionContext: { Database: "db" },
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
      Statistics: { ResultReuseInformation: { ReusedPreviousResult: false } },
    });
    expect(execution.Status?.SubmissionDateTime?.getTime()).toBeLessThanOrEqual(
      execution.Status?.CompletionDateTime?.getTime() ?? 0,
    );
  });

  it("files failures under AWS's categories", async () => {
    const { Status } = await world.execute("SELECT * FROM nope");
    expect(Status?.AthenaError).toMatchObject({
      ErrorCategory: 2,
      ErrorType: 1110,
      Retryable: false,
      ErrorMessage: Status?.StateChangeReason,
    });
  });

  it("refuses an id that is none", async () => {
    await invalid(
      world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: "nope" })),
      "QueryExecution nope was not found",
    );
  });
});

describe("BatchGetQueryExecution and ListQueryExecutions", () => {
  it("give executions in the order asked for and the rest as unprocessed", async () => {
    const first = await world.execute("SELECT 1");
    const second = await world.execute("SELECT 2");
    const ids = [second.QueryExecutionId ?? "", "nope", first.QueryExecutionId ?? ""];
    const batch = await world.athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }));
    expect(batch.QueryExecutions?.map(({ Query }) => Query)).toEqual(["SELECT 2", "SELECT 1"]);
    expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: "nope" }]);
  });

  it("list a work group's executions newest first, in pages that make one list", async () => {
    await world.athena.send(
      new CreateWorkGroupCommand({
        Name: "listed",
        Configuration: { ResultConfiguration: { OutputLocation: OUTPUT } },
      }),
    );
    const ids: (string | undefined)[] = [];
    for (let index = 0; index < 5; index += 1)
      ids.unshift((await world.execute(`SELECT ${index}`, { WorkGroup: "listed" })).QueryExecutionId);
    const listed: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.athena.send(
        new ListQueryExecutionsCommand({
          WorkGroup: "listed",
          MaxResults: 2,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      listed.push(...(page.QueryExecutionIds ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(listed).toEqual(ids);
    await invalid(world.athena.send(new ListQueryExecutionsCommand({ NextToken: "forged" })), "Invalid NextToken");
  });
});

describe("StopQueryExecution", () => {
  it("cancels a running query, and the engine goes on", async () => {
    const { QueryExecutionId } = await start({ QueryString: ENDLESS });
    const state = async (): Promise<string | undefined> =>
      (await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.State;
    await vi.waitFor(async () => expect(await state()).toBe("RUNNING"), { timeout: 30_000, interval: 20 });
    await world.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status).toMatchObject({ State: "CANCELLED", StateChangeReason: "Query cancelled by user" });
    expect(await world.keys(RESULTS, `out/${QueryExecutionId}`)).toEqual([]);
    expect(await world.rows("SELECT 3")).toEqual([["3"]]);
  });

  it("leaves an ended query as it is", async () => {
    const { QueryExecutionId } = await world.execute("SELECT 1");
    await world.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    expect(
      (await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.State,
    ).toBe("SUCCEEDED");
  });
});

describe("GetQueryResults", () => {
  it("pages through a result whose pages make one table, header once", async () => {
    const { QueryExecutionId } = await world.execute(
      "SELECT x, CASE WHEN x % 2 = 0 THEN 'a\n\"b\"' END AS t FROM UNNEST(sequence(1, 2500)) AS s (x) ORDER BY x",
    );
    const rows: (string | undefined)[][] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.athena.send(
        new GetQueryResultsCommand({ QueryExecutionId, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      const data = (page.ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map(({ VarCharValue }) => VarCharValue));
      sizes.push(data.length);
      rows.push(...data);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([1000, 1000, 501]);
    expect(rows[0]).toEqual(["x", "t"]);
    expect(
      rows
        .slice(1)
        .findIndex(([x, t], index) => x !== String(index + 1) || t !== (index % 2 === 1 ? 'a\n"b"' : undefined)),
    ).toBe(-1);
  });

  it("refuses a query that has not succeeded, and sizes out of bounds", async () => {
    const failed = await world.execute("SELECT * FROM nope");
    await invalid(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId: failed.QueryExecutionId })),
      "Query did not finish successfully. Final query state: FAILED",
    );
    const { QueryExecutionId } = await world.execute("SELECT 1");
    await invalid(world.athena.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1001 })), /MaxResults/);
    await invalid(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken: "forged" })),
      "Invalid NextToken",
    );
  });

  it("has an update count of 0 for a SELECT", async () => {
    const { QueryExecutionId } = await world.execute("SELECT 1 AS a");
    const { UpdateCount } = await world.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    expect(UpdateCount).toBe(0);
  });

  it("has an update count and no rows for CTAS", async () => {
    const { QueryExecutionId } = await world.execute(
      "CREATE TABLE counted AS SELECT x FROM UNNEST(sequence(1, 7)) AS s (x)",
    );
    const { UpdateCount, ResultSet } = await world.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    expect([UpdateCount, ResultSet?.Rows]).toEqual([7, []]);
  });
});

describe("GetQueryRuntimeStatistics", () => {
  it("gives the timeline and bytes of an execution", async () => {
    const { QueryExecutionId } = await world.execute("SELECT 1");
    const { QueryRuntimeStatistics } = await world.athena.send(
      new GetQueryRuntimeStatisticsCommand({ QueryExecutionId }),
    );
    expect(QueryRuntimeStatistics?.Timeline?.TotalExecutionTimeInMillis).toBeGreaterThanOrEqual(0);
    expect(QueryRuntimeStatistics?.Rows?.InputBytes).toBe(0);
  });
});
