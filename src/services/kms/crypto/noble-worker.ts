/** The thread that runs noble's jobs, one after the other. Entry of the worker; see `noble-thread.ts` for the other side. */
import { parentPort } from "node:worker_threads";
import { type JobName, jobs } from "./noble-jobs.ts";
import type { JobAnswer, JobRequest } from "./noble-thread.ts";

parentPort?.on("message", ({ id, name, job }: JobRequest) => {
  let answer: JobAnswer;
  try {
    const run = jobs[name] as (input: unknown) => ReturnType<(typeof jobs)[JobName]>;
    answer = { id, result: run(job) };
  } catch (error) {
    answer = { id, failure: String(error) };
  }
  parentPort?.postMessage(answer);
});
