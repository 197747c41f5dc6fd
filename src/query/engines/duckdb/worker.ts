/**
 * The worker process: runs one query at a time in a fresh locked session and reports over the process channel. It holds no
 * state between queries, so the engine may kill it at any moment. Started only by `worker-process.ts`.
 */
import { join } from "node:path";
import { type DuckDBConnection, type DuckDBInstance, StatementType } from "@duckdb/node-api";
import { systemClock } from "../../../runtime/clock.ts";
import { systemTimers } from "../../../runtime/timers.ts";
import { INTERRUPT_REPEAT_MS, MEMORY_CHECK_MS, ROWS_BYTES_MAX } from "../../limits.ts";
import type { ResultColumn } from "../../query-engine.ts";
import { failureOf } from "./error-kind.ts";
import { plannedScans } from "./planned-scans.ts";
import { createInstance, literal, openSession } from "./session.ts";
import type { FromWorker, ToWorker, WorkerFailure } from "./worker-messages.ts";

type Run = Extract<ToWorker, { type: "run" }>;
type Copy = Extract<ToWorker, { type: "copy" }>;
type Outcome = Omit<Extract<FromWorker, { type: "done" }>, "type" | "engineMs">;

const clock = systemClock();
const timers = systemTimers();

let next:
  | { readonly threads: number; readonly memoryBytes: number; readonly instance: Promise<DuckDBInstance> }
  | undefined;
let cancelled = false;
let connection: DuckDBConnection | undefined;
let receiveCopy: ((copy: Copy | undefined) => void) | undefined;

class Refusal extends Error {
  readonly failure: WorkerFailure;
  constructor(failure: WorkerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

function send(message: FromWorker, then?: () => void): void {
  process.send?.(message, undefined, undefined, then);
}

function checkCancelled(): void {
  if (cancelled) throw new Refusal({ kind: "cancelled", message: "the query was cancelled" });
}

/** The columns of `query`, after the proof that it is one SELECT and nothing else. */
async function prepareSelect(session: DuckDBConnection, query: string): Promise<ResultColumn[]> {
  const statements = await session.extractStatements(query);
  if (statements.count !== 1) throw new Refusal({ kind: "forbidden", message: "a query is exactly one statement" });
  const prepared = await statements.prepare(0);
  if (prepared.statementType !== StatementType.SELECT)
    throw new Refusal({ kind: "forbidden", message: "a query is a SELECT" });
  const columns = Array.from({ length: prepared.columnCount }, (_, index) => ({
    name: prepared.columnName(index),
    type: String(prepared.columnType(index)),
  }));
  prepared.destroySync();
  return columns;
}

function subquery(query: string, columns: readonly ResultColumn[]): string {
  return `(${query}\n) AS q(${columns.map((_, index) => `c${index}`).join(", ")})`;
}

async function collectRows(session: DuckDBConnection, run: Run, columns: readonly ResultColumn[]): Promise<Outcome> {
  const items = columns.map((_, index) => `CAST(c${index} AS VARCHAR)`).join(", ");
  const result = await session.stream(`SELECT ${items} FROM ${subquery(run.query, columns)}`);
  const rows: (string | null)[][] = [];
  let bytes = 0;
  for await (const chunk of result.yieldRows()) {
    for (const values of chunk) {
      if (rows.length === run.rowLimit) return { columns, rows, rowCount: 0 };
      const row = values.map((value) => (value === null ? null : String(value)));
      bytes += row.reduce((sum, value) => sum + (value?.length ?? 4), 0);
      if (bytes > ROWS_BYTES_MAX)
        throw new Refusal({ kind: "runtime", message: `a direct result is limited to ${ROWS_BYTES_MAX} bytes` });
      rows.push(row);
    }
  }
  return { columns, rows, rowCount: 0 };
}

async function writeFiles(session: DuckDBConnection, run: Run, columns: readonly ResultColumn[]): Promise<Outcome> {
  send({ type: "prepared", columns, scans: await plannedScans(session, run.query) });
  const copy = await new Promise<Copy | undefined>((resolve) => (receiveCopy = resolve));
  checkCancelled();
  if (copy === undefined) throw new Refusal({ kind: "cancelled", message: "the query was cancelled" });
  const rows = `SELECT ${copy.projection} FROM ${subquery(run.query, columns)}`;
  const select = copy.header === undefined ? rows : `SELECT ${copy.header.map(literal).join(", ")} UNION ALL ${rows}`;
  const target = join(run.settings.scratchDirectory, "out", copy.path);
  const result = await session.runAndReadAll(`COPY (${select}) TO ${literal(target)} (${copy.options})`);
  return { columns, rows: [], rowCount: Number(result.getRows()[0]?.[0] ?? 0) - (copy.header === undefined ? 0 : 1) };
}

/** The instance made ahead, when it has this query's settings. */
async function takeInstance(run: Run): Promise<DuckDBInstance> {
  const { threads, memoryBytes } = run.settings;
  const ready = next;
  next = undefined;
  if (ready?.threads === threads && ready.memoryBytes === memoryBytes) return ready.instance;
  return createInstance(run.settings);
}

/** Makes the instance of the next query while nobody waits. */
function makeNext(run: Run): void {
  const { threads, memoryBytes } = run.settings;
  next ??= { threads, memoryBytes, instance: createInstance({ threads, memoryBytes }) };
  // A failure shows when the instance is taken.
  next.instance.catch(() => {});
}

async function execute(run: Run): Promise<Outcome> {
  const session = await openSession(await takeInstance(run), run.settings);
  connection = session.connection;
  try {
    for (const statement of run.setup) {
      checkCancelled();
      await session.connection.run(statement);
    }
    await session.connection.run("SET lock_configuration=true");
    checkCancelled();
    const columns = await prepareSelect(session.connection, run.query);
    checkCancelled();
    return run.hasOutput
      ? await writeFiles(session.connection, run, columns)
      : await collectRows(session.connection, run, columns);
  } finally {
    connection = undefined;
    session.close();
  }
}

/** DuckDB's limit does not cover everything it allocates, so the process watches itself and ends before the machine suffers. */
function watchMemory(residentBytesMax: number): () => void {
  return timers.every(MEMORY_CHECK_MS, async () => {
    const residentBytes = process.memoryUsage.rss();
    if (residentBytes > residentBytesMax)
      send({ type: "outgrown", residentBytes }, () => process.kill(process.pid, "SIGKILL"));
  });
}

async function run(message: Run): Promise<void> {
  cancelled = false;
  const startMs = clock.monotonicMs();
  const stopWatch = watchMemory(message.residentBytesMax);
  try {
    const outcome = await execute(message);
    send({ type: "done", ...outcome, engineMs: clock.monotonicMs() - startMs });
  } catch (error) {
    const failure = error instanceof Refusal ? error.failure : failureOf(error);
    send({ type: "failed", failure: cancelled ? { ...failure, kind: "cancelled" } : failure });
  } finally {
    stopWatch();
    receiveCopy = undefined;
    makeNext(message);
  }
}

/** An interrupt that comes between two statements is lost in DuckDB, so it is repeated until the query has ended. */
function cancel(): void {
  cancelled = true;
  receiveCopy?.(undefined);
  const interrupt = (): void => {
    if (connection === undefined) return;
    connection.interrupt();
    timers.after(INTERRUPT_REPEAT_MS, interrupt);
  };
  interrupt();
}

process.on("message", (message: ToWorker) => {
  if (message.type === "run") void run(message);
  else if (message.type === "copy") receiveCopy?.(message);
  else cancel();
});
// The parent is gone: nobody wants the result. A plain exit would wait for the engine's threads to finish their query.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
send({ type: "ready" });
