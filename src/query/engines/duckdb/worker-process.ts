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

export interface WorkerProcess {
  readonly pid: number;
  readonly alive: boolean;
  /** One at a time. @throws {QueryError} */
  run(task: WorkerTask): Promise<WorkerOutcome>;
  stop(): void;
}

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

/** Resolves when the worker is ready. @throws {QueryError} crashed */
export async function startWorker(limits: EngineLimits, timers: Timers): Promise<WorkerProcess> {
  const child = startProcess();
  let alive = true;
  let onMessage: (message: FromWorker) => void = () => {};
  let onExit: (reason: string) => void = () => {};
  let outgrown = false;
  const send = (message: ToWorker): void => {
    if (child.connected) child.send(message, () => {});
  };
  child.on("message", (message: FromWorker) => {
    if (message.type === "outgrown") outgrown = true;
    else onMessage(message);
  });
  const ended = (reason: string): void => {
    alive = false;
    onExit(reason);
  };
  child.on("exit", (code, signal) => ended(signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`));
  child.on("error", (error) => ended(error.message));

  await new Promise<void>((resolve, reject) => {
    const stopTimer = timers.after(limits.startMs, () => {
      child.kill("SIGKILL");
      reject(new QueryError("crashed", `the query worker was not ready within ${limits.startMs} ms`));
    });
    onMessage = () => (stopTimer(), resolve());
    onExit = (reason) => (stopTimer(), reject(new QueryError("crashed", `the query worker could not start (${reason})`)));
  });

  function run(task: WorkerTask): Promise<WorkerOutcome> {
    return new Promise<WorkerOutcome>((resolve, reject) => {
      let stopKill: () => void = () => {};
      const onAbort = (): void => {
        send({ type: "cancel" });
        stopKill = timers.after(limits.cancelGraceMs, () => child.kill("SIGKILL"));
      };
      const settle = (finish: () => void): void => {
        stopKill();
        task.signal?.removeEventListener("abort", onAbort);
        onMessage = () => {};
        onExit = () => {};
        finish();
      };
      /** Set when our own output callback refused: the worker's answer to the cancel is then not the reason. */
      let refusal: { readonly error: unknown } | undefined;
      onMessage = (message) => {
        if (message.type === "done") settle(() => resolve(message));
        else if (message.type === "failed") settle(() => reject(refusal === undefined ? errorOf(message.failure) : refusal.error));
        else if (message.type === "prepared") {
          try {
            const output = task.output?.({ columns: message.columns, scans: message.scans });
            if (output !== undefined) send({ type: "copy", projection: output.projection, header: output.header, path: output.name, options: output.options });
          } catch (error) {
            refusal = { error };
            onAbort();
          }
        }
      };
      onExit = (reason) =>
        settle(() => {
          if (refusal !== undefined) reject(refusal.error);
          else if (task.signal?.aborted === true) reject(new QueryError("cancelled", "the query was cancelled"));
          else if (outgrown) reject(new QueryError("out-of-memory", "the query needed more memory than one query may use"));
          else reject(new QueryError("crashed", `the query worker ended (${reason})`));
        });
      if (!alive) return onExit("before the query");
      task.signal?.addEventListener("abort", onAbort, { once: true });
      send({
        type: "run",
        settings: task.settings,
        setup: task.setup,
        query: task.query,
        rowLimit: task.rowLimit,
        hasOutput: task.output !== undefined,
        residentBytesMax: limits.memoryBytesPerWorker + limits.memoryHeadroomBytes,
      });
      if (task.signal?.aborted === true) onAbort();
    });
  }

  return {
    pid: child.pid ?? 0,
    get alive() {
      return alive;
    },
    run,
    stop: () => void child.kill("SIGKILL"),
  };
}
