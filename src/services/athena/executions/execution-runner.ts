/**
 * The life of executions in this process: QUEUED, RUNNING, and one of three ends. Each runs as its caller; stopping aborts its
 * signal, which reaches the engine. The state of a live execution is read here, that of an ended one from its record.
 */
import type { Caller } from "../../../auth/principal.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { SqlError } from "../../../query/dialects/shared/sql-error.ts";
import { tooManyQueries } from "../errors.ts";
import { ACTIVE_EXECUTIONS_MAX } from "../limits.ts";
import { type ExecutionRecord, type ExecutionStatistics, NO_STATISTICS, type StoredResult } from "./execution.ts";
import { writeEnded } from "./execution-store.ts";
import { cancelledByUser, executionEnd } from "./failure.ts";

/** What a statement's run sees of its execution. */
export interface StatementRun {
  readonly record: ExecutionRecord;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Adds to the execution's statistics while it runs. */
  report(statistics: Partial<ExecutionStatistics>): void;
  /** How messages of the engine are cleaned of local paths; set once files are known. */
  cleanMessages(clean: (message: string) => { readonly text: string; readonly namesFile: boolean }): void;
}

export interface ExecutionRunner {
  /** The record as it is now, when the execution is live. */
  live(id: string): ExecutionRecord | undefined;
  /** @throws {ServiceError} TooManyRequestsException; call before the execution is recorded */
  checkCapacity(): void;
  /** Starts a recorded execution; text that did not parse is an execution that fails. Returns at once. */
  start(record: ExecutionRecord, caller: Caller, statement: AthenaStatement | SqlError): void;
  /** Resolves when the execution has ended; stopping an ended one does nothing. */
  stop(id: string): Promise<void>;
  close(): Promise<void>;
}

interface LiveExecution {
  record: ExecutionRecord;
  readonly controller: AbortController;
  done: Promise<void>;
}

export interface RunnerDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  /** Does the statement's work and resolves with what GetQueryResults will read. */
  readonly runStatement: (run: StatementRun, statement: AthenaStatement) => Promise<StoredResult>;
}

export function createExecutionRunner({ records, runtime, runStatement }: RunnerDependencies): ExecutionRunner {
  const executions = new Map<string, LiveExecution>();

  async function run(live: LiveExecution, caller: Caller, statement: AthenaStatement | SqlError): Promise<void> {
    const startMs = runtime.clock.monotonicMs();
    let statistics: ExecutionStatistics = NO_STATISTICS;
    let clean = (message: string): { text: string; namesFile: boolean } => ({ text: message, namesFile: false });
    let end: Partial<ExecutionRecord>;
    live.record = { ...live.record, state: "RUNNING" };
    const statementRun: StatementRun = {
      record: live.record,
      caller,
      signal: live.controller.signal,
      report: (reported) => void (statistics = { ...statistics, ...reported }),
      cleanMessages: (cleaner) => void (clean = cleaner),
    };
    try {
      if (statement instanceof SqlError) throw statement;
      const result = await runStatement(statementRun, statement);
      end = { state: "SUCCEEDED", result };
    } catch (error) {
      const ended = live.controller.signal.aborted ? cancelledByUser() : executionEnd(error, clean);
      if (ended.internal)
        runtime.log.error("query execution failed", {
          id: live.record.id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      end = { state: ended.state, stateChangeReason: ended.reason, error: ended.error };
    }
    const totalMs = runtime.clock.monotonicMs() - startMs;
    const ended: ExecutionRecord = {
      ...live.record,
      ...end,
      completedMs: runtime.clock.nowMs(),
      statistics: { ...statistics, totalMs },
    };
    await writeEnded(records, caller, ended);
    executions.delete(live.record.id);
    runtime.metrics.count("lakebed_athena_executions_total", { state: ended.state });
    runtime.metrics.observe("lakebed_athena_execution_seconds", totalMs / 1000, { statement: ended.statementType });
  }

  return {
    live: (id) => executions.get(id)?.record,
    checkCapacity() {
      if (executions.size >= ACTIVE_EXECUTIONS_MAX)
        throw tooManyQueries(
          "You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.",
        );
    },
    start(record, caller, statement) {
      const live: LiveExecution = { record, controller: new AbortController(), done: Promise.resolve() };
      executions.set(record.id, live);
      live.done = run(live, caller, statement).catch((error: unknown) => {
        // The end could not be recorded; the next start of the service finds the execution active and fails it.
        executions.delete(record.id);
        runtime.log.error("query execution could not be recorded", { id: record.id, error: String(error) });
      });
    },
    async stop(id) {
      const live = executions.get(id);
      if (live === undefined) return;
      live.controller.abort();
      await live.done;
    },
    async close() {
      const all = [...executions.values()];
      for (const live of all) live.controller.abort();
      await Promise.all(all.map((live) => live.done));
    },
  };
}
