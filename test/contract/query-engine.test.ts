/**
 * The SQL port's contract, run on every engine: results, files, the sandbox, and what remains when a query is cancelled, grows too
 * large, or takes its process down with it.
 */
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDuckdbEngine } from "../../src/query/engines/duckdb/duckdb-engine.ts";
import type { EngineLimits } from "../../src/query/limits.ts";
import {
  type QueryEngine,
  QueryError,
  type QueryOutput,
  type QueryRequest,
  type QueryResult,
} from "../../src/query/query-engine.ts";
import { silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";

const FLIGHTS = join(import.meta.dirname, "../../node_modules/vega-datasets/data/flights-3m.parquet");

interface EngineUnderTest {
  readonly name: string;
  open(scratchDirectory: string, limits?: Partial<EngineLimits>): Promise<QueryEngine>;
}

const ENGINES: readonly EngineUnderTest[] = [
  {
    name: "duckdb",
    open: (scratchDirectory, limits = {}) =>
      createDuckdbEngine({
        runtime: systemRuntime(silentLog()),
        scratchDirectory,
        limits: { workersMax: 1, ...limits },
      }),
  },
];

/** Numbers of more work than a test waits for; an interrupt must end it. */
const ENDLESS = "SELECT count(*) FROM range(100000000000) a, range(1000000) b WHERE a.range % 7 = b.range % 11";

async function run(engine: QueryEngine, query: string, more: Partial<QueryRequest> = {}): Promise<QueryResult> {
  const result = await engine.run({ query, readPaths: [], rowLimit: 100, ...more });
  await result.release();
  return result;
}

async function failure(promise: Promise<unknown>): Promise<QueryError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(QueryError);
  return error as QueryError;
}

describe.each(ENGINES)("the query engine $name", ({ open }) => {
  let directory: string;
  let scratch: string;
  let engine: QueryEngine;
  let data: string;
  let secret: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "lakebed-query-"));
    scratch = join(directory, "scratch");
    data = join(directory, "data.csv");
    secret = join(directory, "secret.csv");
    await writeFile(data, "1,a\n2,b\n");
    await writeFile(secret, "top,secret\n");
    engine = await open(scratch);
  });

  afterAll(async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });

  const readData = (path: string): string => `SELECT * FROM read_csv('${path}', header=false)`;

  describe("results", () => {
    it("gives columns with their types and values as text, NULL as null", async () => {
      const result = await run(
        engine,
        "SELECT 1 AS a, NULL AS b, 'x' AS c, 1.50::DECIMAL(10,2) AS d, [1, 2] AS e, true AS f",
      );
      expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
        "a INTEGER",
        "b INTEGER",
        "c VARCHAR",
        "d DECIMAL(10,2)",
        "e INTEGER[]",
        "f BOOLEAN",
      ]);
      expect(result.rows).toEqual([["1", null, "x", "1.50", "[1, 2]", "true"]]);
    });

    it("keeps columns apart that have one name", async () => {
      expect((await run(engine, "SELECT 1 AS a, 2 AS a")).rows).toEqual([["1", "2"]]);
    });

    it("returns at most the rows asked for", async () => {
      expect((await run(engine, "SELECT * FROM range(1000000) ORDER BY 1 DESC", { rowLimit: 2 })).rows).toEqual([
        ["999999"],
        ["999998"],
      ]);
    });

    it("runs setup before the query and forgets it after", async () => {
      const setup = ["CREATE MACRO twice(x) AS x * 2"];
      expect((await run(engine, "SELECT twice(21)", { setup })).rows).toEqual([["42"]]);
      expect((await failure(run(engine, "SELECT twice(21)"))).details).toMatchObject({
        missing: "function",
        name: "twice",
      });
    });

    it("reads the files of the request", async () => {
      expect((await run(engine, readData(data), { readPaths: [data] })).rows).toEqual([
        ["1", "a"],
        ["2", "b"],
      ]);
    });

    it("runs in UTC whatever the machine's zone is", async () => {
      expect((await run(engine, "SELECT current_setting('TimeZone')")).rows).toEqual([["UTC"]]);
    });
  });

  describe("output", () => {
    const csv: QueryOutput = {
      projection: "CAST(c0 AS VARCHAR), c1",
      header: ["n", "n"],
      name: "r.csv",
      options: "FORMAT csv, HEADER false, FORCE_QUOTE *",
    };

    it("writes the result to a file, header first, and gives the rows written", async () => {
      const result = await engine.run({
        query: "SELECT range, CASE WHEN range = 1 THEN NULL ELSE 'a\"b' END FROM range(3)",
        readPaths: [],
        rowLimit: 0,
        output: () => csv,
      });
      expect(result.rowCount).toBe(3);
      expect(result.files.map(({ name }) => name)).toEqual(["r.csv"]);
      expect(await readFile(result.files[0]?.path ?? "", "utf8")).toBe('"n","n"\n"0","a""b"\n"1",\n"2","a""b"\n');
      await result.release();
    });

    it("keeps the order of a large result", async () => {
      const output: QueryOutput = {
        projection: "CAST(c0 AS VARCHAR)",
        header: ["n"],
        name: "r.csv",
        options: "FORMAT csv, HEADER false",
      };
      const result = await engine.run({
        query: "SELECT * FROM range(2000000) ORDER BY 1",
        readPaths: [],
        rowLimit: 0,
        output: () => output,
      });
      const lines = (await readFile(result.files[0]?.path ?? "", "utf8")).split("\n");
      expect(lines[0]).toBe("n");
      expect(lines.findIndex((line, index) => index > 0 && index <= 2_000_000 && line !== String(index - 1))).toBe(-1);
      await result.release();
    });

    it("tells the plan's scans with projected columns and predicates before the query runs", async () => {
      let scans: readonly unknown[] = [];
      const query = `SELECT avg(delay) FROM (SELECT * FROM read_parquet(['${FLIGHTS}'], filename='mark') WHERE mark <> '') WHERE origin = 'SFO'`;
      const output = ({ scans: planned }: { readonly scans: readonly unknown[] }): QueryOutput => {
        scans = planned;
        return { projection: "c0", name: "r.csv", options: "FORMAT csv" };
      };
      const result = await engine.run({ query, readPaths: [FLIGHTS], rowLimit: 0, output });
      expect(scans).toEqual([
        { function: "READ_PARQUET", projections: ["delay"], filters: ["mark!=''", "origin='SFO'"] },
      ]);
      await result.release();
    });

    it("fails with the error of an output that refuses, and runs nothing", async () => {
      const refusal = new RangeError("too many bytes");
      const output = (): QueryOutput => {
        throw refusal;
      };
      await expect(engine.run({ query: ENDLESS, readPaths: [], rowLimit: 0, output })).rejects.toBe(refusal);
    });

    it("leaves nothing in its scratch directory after release, success or failure", async () => {
      await failure(run(engine, "SELECT error('no')"));
      await run(engine, "SELECT 1");
      expect(await readdir(scratch)).toEqual([]);
    });
  });

  describe("errors by kind", () => {
    it.each([
      ["selec 1", "syntax"],
      ["SELECT nope FROM range(1)", "not-found"],
      ["SELECT * FROM nope", "not-found"],
      ["SELECT foo(1)", "not-found"],
      ["SELECT sum(x) FROM (SELECT 'a' AS x)", "type"],
      ["SELECT CAST('a' AS INTEGER)", "conversion"],
      ["SELECT 9223372036854775807 + 1", "out-of-range"],
    ])("%s is %s", async (query, kind) => {
      expect((await failure(run(engine, query))).kind).toBe(kind);
    });

    it("says which column is missing", async () => {
      expect((await failure(run(engine, "SELECT nope FROM range(1)"))).details).toMatchObject({
        missing: "column",
        name: "nope",
      });
    });

    it("fails over a corrupt Parquet file and goes on with the next query", async () => {
      const corrupt = join(directory, "corrupt.parquet");
      await writeFile(corrupt, Buffer.concat([(await readFile(FLIGHTS)).subarray(0, 5000), Buffer.from("PAR1")]));
      const error = await failure(run(engine, `SELECT * FROM read_parquet('${corrupt}')`, { readPaths: [corrupt] }));
      expect(["runtime", "corrupt-input"]).toContain(error.kind);
      expect((await run(engine, "SELECT 1")).rows).toEqual([["1"]]);
    });
  });

  describe("the sandbox", () => {
    it("cannot read a file that is not of the query", async () => {
      expect((await failure(run(engine, readData(secret), { readPaths: [data] }))).kind).toBe("forbidden");
      expect((await failure(run(engine, "SELECT * FROM read_text('/etc/passwd')"))).kind).toBe("forbidden");
      expect((await failure(run(engine, "SELECT * FROM read_blob('/proc/self/environ')"))).kind).toBe("forbidden");
    });

    it("cannot list directories", async () => {
      expect((await failure(run(engine, `SELECT * FROM glob('${directory}/*')`, { readPaths: [data] }))).kind).toBe(
        "forbidden",
      );
    });

    it("cannot leave by dots or by a symbolic link", async () => {
      const link = join(directory, "link.csv");
      await symlink(secret, link);
      expect((await failure(run(engine, readData(link), { readPaths: [data] }))).kind).toBe("forbidden");
      expect((await failure(run(engine, readData(`${data}/../secret.csv`), { readPaths: [data] }))).kind).toBe(
        "forbidden",
      );
    });

    it("cannot reach the network", async () => {
      expect((await failure(run(engine, "SELECT * FROM 'https://127.0.0.1:9/x.csv'"))).kind).toBe("forbidden");
    });

    it.each([
      ["COPY (SELECT 1) TO '/tmp/lakebed-escape.csv'"],
      ["ATTACH '/tmp/lakebed-escape.db'"],
      ["INSTALL httpfs"],
      ["LOAD httpfs"],
      ["SET memory_limit='10GB'"],
      ["CREATE TABLE t AS SELECT 1"],
      ["CALL enable_logging()"],
      ["EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'"],
      ["SELECT 1; SELECT 2"],
      ["SELECT 1; ATTACH '/tmp/lakebed-escape.db'"],
    ])("refuses what is not one SELECT: %s", async (query) => {
      expect((await failure(run(engine, query))).kind).toBe("forbidden");
    });

    it("cannot overwrite a file it may read", async () => {
      const before = await readFile(data, "utf8");
      await failure(run(engine, `COPY (SELECT 1) TO '${data}' (USE_TMP_FILE false)`, { readPaths: [data] }));
      expect(await readFile(data, "utf8")).toBe(before);
    });

    it("has no function that shows the environment, and none of the parent's variables", async () => {
      expect((await failure(run(engine, "SELECT getenv('HOME')"))).details).toMatchObject({ missing: "function" });
    });

    it("cannot see the engine's temporary directory of the query", async () => {
      const own = await run(engine, "SELECT current_setting('temp_directory')");
      const spill = own.rows[0]?.[0] ?? "";
      expect((await failure(run(engine, `SELECT * FROM glob('${spill}/*')`))).kind).toBe("forbidden");
    });
  });

  describe("cancellation and failure of the process", () => {
    it("ends a running query when its signal aborts, and runs the next", async () => {
      const controller = new AbortController();
      await run(engine, "SELECT 1");
      const running = failure(run(engine, ENDLESS, { signal: controller.signal }));
      const timer = setTimeout(() => controller.abort(), 200);
      expect((await running).kind).toBe("cancelled");
      clearTimeout(timer);
      expect((await run(engine, "SELECT 1")).rows).toEqual([["1"]]);
    });

    it("refuses a query whose signal is aborted already", async () => {
      expect((await failure(run(engine, "SELECT 1", { signal: AbortSignal.abort() }))).kind).toBe("cancelled");
    });

    it("fails only the query whose process is killed, and starts another process", async () => {
      const own = await open(join(directory, "killed"));
      await run(own, "SELECT 1");
      const running = failure(run(own, ENDLESS));
      const killed = await killWorkers();
      expect(killed).toBeGreaterThan(0);
      expect((await running).kind).toBe("crashed");
      expect((await run(own, "SELECT 2")).rows).toEqual([["2"]]);
      await own.close();
    });

    it("fails a query that needs more memory than it may have", async () => {
      const small = await open(join(directory, "small"), { memoryBytesPerWorker: 64 * 1024 * 1024 });
      const hungry = `SELECT list(date || origin || destination) FROM '${FLIGHTS}'`;
      expect((await failure(run(small, hungry, { readPaths: [FLIGHTS] }))).kind).toBe("out-of-memory");
      expect((await run(small, "SELECT 1")).rows).toEqual([["1"]]);
      await small.close();
    });

    it("ends a process that outgrows its memory, and only that", async () => {
      const watched = await open(join(directory, "watched"), {
        memoryHeadroomBytes: 1,
        memoryBytesPerWorker: 120 * 1024 * 1024,
      });
      const growing = `SELECT count(DISTINCT (a.range, b.range)) FROM range(100000) a, range(100000) b`;
      expect((await failure(run(watched, growing))).kind).toBe("out-of-memory");
      await watched.close();
    });

    it("refuses a query when too many are waiting", async () => {
      const narrow = await open(join(directory, "narrow"), { queueMax: 1 });
      const controller = new AbortController();
      const running = failure(run(narrow, ENDLESS, { signal: controller.signal }));
      const waiting = failure(run(narrow, "SELECT 1", { signal: controller.signal }));
      expect((await failure(run(narrow, "SELECT 1"))).kind).toBe("too-many");
      controller.abort();
      expect((await running).kind).toBe("cancelled");
      expect((await waiting).kind).toBe("cancelled");
      await narrow.close();
    });

    it("rejects running and later queries when it closes", async () => {
      const closing = await open(join(directory, "closing"));
      await run(closing, "SELECT 1");
      const running = failure(run(closing, ENDLESS));
      await closing.close();
      expect(["crashed", "cancelled"]).toContain((await running).kind);
      expect((await failure(run(closing, "SELECT 1"))).kind).toBe("cancelled");
    });
  });
});

/** Kills the child processes of this test process that run a query worker. Resolves with their number. */
async function killWorkers(): Promise<number> {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, "utf8")).trim().split(/\s+/u);
  let count = 0;
  for (const child of children.filter((pid) => pid !== "")) {
    const command = await readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "");
    if (!command.includes("duckdb/worker")) continue;
    process.kill(Number(child), "SIGKILL");
    count += 1;
  }
  return count;
}
