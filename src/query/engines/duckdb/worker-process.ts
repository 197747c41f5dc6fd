/**
 * One worker process from the engine's side: start it, give it one query at a time, and tell how that ended, also when the
 * process did not survive it.
 */
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Timers } from "../../../runtime/timers.ts";
import type { EngineLimits } from "../../limits.ts";
import { QueryError, type QueryRequest } from "../../query-engine.ts";
import type { FromWorker, SessionSettings, ToWorker, WorkerFailure } from "./worker-messages.ts";

export interface WorkerTask {
  readonly settings: SessionSettings;
  readonly setup: readonly string[];
  readonly query: string;
  readonly rowLimit: number;
  readonly output: QueryRequest["output"] | undefined;
  readonly signal: AbortSignal | undefined;
}

export type WorkerOutcome = Omit<Extract<FromWorker, { type: "done" }>, "type">;

/** From sources the worker needs the TypeScript loader; from `dist` it is plain JavaScript. */
function startProcess(): ChildProcess {
  const isSource = import.meta.url.endsWith(".ts");
  const module = fileURLToPath(new URL(isSource ? "./worker.ts" : "./worker.js", import.meta.url));
  const loader = isSource ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] : [];
  return fork(module, {
    execArgv: [...loader, "--max-old-space-size=256"],
    // No environment: credentials of the parent have no business in a process that runs other people's SQL.
    env: {},
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
}

function errorOf(failure: WorkerFailure): QueryError {
  const { kind, message, ...details } = failure;
  return new QueryError(kind, message, details);
}

/** One process. Its listener is whoever waits: first for the start, then for the query that runs. */
export class WorkerProcess {
  private readonly limits: EngineLimits;
  private readonly timers: Timers;
  private readonly child: ChildProcess;
  private onMessage: (message: FromWorker) => void = () => {};
  private onExit: (reason: string) => void = () => {};
  private isAlive = true;
  private hasOutgrown = false;

  private constructor(limits: EngineLimits, timers: Timers) {
    this.limits = limits;
    this.timers = timers;
    this.child = startProcess();
    this.child.on("message", (message: FromWorker) => {
      if (message.type === "outgrown") this.hasOutgrown = true;
      else this.onMessage(message);
    });
    this.child.on("exit", (code, signal) => this.end(signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`));
    this.child.on("error", (error) => this.end(error.message));
  }

  /** Resolves when the process is ready. @throws {QueryError} crashed */
  static async start(limits: EngineLimits, timers: Timers): Promise<WorkerProcess> {
    const worker = new WorkerProcess(limits, timers);
    await worker.ready();
    return worker;
  }

  get alive(): boolean {
    return this.isAlive;
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }

  /** One at a time. @throws {QueryError} */
  run(task: WorkerTask): Promise<WorkerOutcome> {
    return new Promise<WorkerOutcome>((resolve, reject) => {
      let stopKill: () => void = () => {};
      const cancel = (): void => {
        this.send({ type: "cancel" });
        stopKill = this.timers.after(this.limits.cancelGraceMs, () => this.stop());
      };
      const settle = (finish: () => void): void => {
        stopKill();
        task.signal?.removeEventListener("abort", cancel);
        this.onMessage = () => {};
        this.onExit = () => {};
        finish();
      };
      /** Set when our own output callback refused: the worker's answer to the cancel is then not the reason. */
      let refusal: { readonly error: unknown } | undefined;
      this.onMessage = (message) => {
        if (message.type === "done") settle(() => resolve(message));
        else if (message.type === "failed")
          settle(() => reject(refusal === undefined ? errorOf(message.failure) : refusal.error));
        else if (message.type === "prepared") {
          refusal = this.answerPrepared(task, message);
          if (refusal !== undefined) cancel();
        }
      };
      this.onExit = (reason) =>
        settle(() => reject(refusal === undefined ? this.exitError(reason, task.signal) : refusal.error));
      if (!this.isAlive) return this.onExit("before the query");
      task.signal?.addEventListener("abort", cancel, { once: true });
      this.send(this.runMessage(task));
      if (task.signal?.aborted === true) cancel();
    });
  }

  private ready(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const stopTimer = this.timers.after(this.limits.startMs, () => {
        this.stop();
        reject(new QueryError("crashed", `the query worker was not ready within ${this.limits.startMs} ms`));
      });
      this.onMessage = () => {
        stopTimer();
        resolve();
      };
      this.onExit = (reason) => {
        stopTimer();
        reject(new QueryError("crashed", `the query worker could not start (${reason})`));
      };
    });
  }

  private send(message: ToWorker): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  private end(reason: string): void {
    this.isAlive = false;
    this.onExit(reason);
  }

  private runMessage(task: WorkerTask): ToWorker {
    const residentBytesMax = this.limits.memoryBytesPerWorker + this.limits.memoryHeadroomBytes;
    const { settings, setup, query, rowLimit, output } = task;
    return { type: "run", settings, setup, query, rowLimit, hasOutput: output !== undefined, residentBytesMax };
  }

  /** Sends the output's COPY; gives the error when the output refused. */
  private answerPrepared(
    task: WorkerTask,
    message: Extract<FromWorker, { type: "prepared" }>,
  ): { readonly error: unknown } | undefined {
    try {
      const output = task.output?.({ columns: message.columns, scans: message.scans });
      if (output !== undefined)
        this.send({
          type: "copy",
          projection: output.projection,
          header: output.header,
          path: output.name,
          options: output.options,
        });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  private exitError(reason: string, signal: AbortSignal | undefined): QueryError {
    if (signal?.aborted === true) return new QueryError("cancelled", "the query was cancelled");
    if (this.hasOutgrown) return new QueryError("out-of-memory", "the query needed more memory than one query may use");
    return new QueryError("crashed", `the query worker ended (${reason})`);
  }
}
