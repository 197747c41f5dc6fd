/**
 * The main thread's side of the worker that runs noble's jobs. Started at the first job, one for the service; a job costs about 0.1 ms more
 * than in place and never holds up the event loop.
 */
import type { Worker } from "node:worker_threads";
import { ServiceError } from "../../../kit/errors.ts";
import { InvariantError } from "../../../runtime/assert.ts";
import { startThread } from "../../../runtime/threads.ts";
import { JOBS_WAITING_MAX } from "../limits.ts";
import type { JobName, Jobs } from "./noble-jobs.ts";

export interface JobRequest {
  readonly id: number;
  readonly name: JobName;
  readonly job: unknown;
}

export type JobAnswer =
  | { readonly id: number; readonly result: ReturnType<Jobs[JobName]> }
  | { readonly id: number; readonly failure: string };

export interface NobleThread {
  /** @throws {ServiceError} KMSInternalException (500, may be tried again) when the thread dies or too many jobs wait */
  run<Name extends JobName>(name: Name, job: Parameters<Jobs[Name]>[0]): Promise<ReturnType<Jobs[Name]>>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export function createNobleThread(): NobleThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  const fail = (cause: unknown): void => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(internalFailure("The signing thread ended.", cause));
    waiting.clear();
  };
  const start = (): Worker => {
    const started = startThread(new URL("./noble-worker.ts", import.meta.url));
    started.on("message", (answer: JobAnswer) => {
      const job = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ("failure" in answer) job?.reject(new InvariantError(`signing job failed: ${answer.failure}`));
      else job?.resolve(answer.result as never);
    });
    started.on("error", fail);
    started.on("exit", (code) => {
      if (worker === started) fail(`exit code ${code}`);
    });
    return started;
  };
  return {
    run(name, job) {
      if (waiting.size >= JOBS_WAITING_MAX)
        return Promise.reject(internalFailure("Too many signing jobs wait; try again.", undefined));
      worker ??= start();
      worker.ref();
      const id = ++lastId;
      worker.postMessage({ id, name, job } satisfies JobRequest);
      return new Promise((resolve, reject) => waiting.set(id, { resolve: resolve as Waiting["resolve"], reject }));
    },
    async close() {
      const running = worker;
      worker = undefined;
      await running?.terminate();
      fail("closed");
    },
  };
}

function internalFailure(message: string, cause: unknown): ServiceError {
  return new ServiceError({ code: "KMSInternalException", status: 500, message, cause });
}
