/**
 * Threads of this process. Their memory and their work are in addition to the event loop's, so whoever starts some bounds their number
 * by `spareProcessors`.
 */
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/** Processors that the event loop leaves to threads; 0 when there is one alone. */
export function spareProcessors(): number {
  return availableParallelism() - 1;
}

export interface ThreadOptions {
  /** What the thread finds under that name. */
  readonly workerData?: unknown;
  /** MiB of JavaScript values; the thread ends when it needs more. As much as V8 gives it unless told. */
  readonly heapMibMax?: number;
}

/** Runs a module of ours, named by its source, in a thread with an empty environment. */
export function startThread(source: URL, { workerData, heapMibMax }: ThreadOptions = {}): Worker {
  const resourceLimits = heapMibMax === undefined ? {} : { maxOldGenerationSizeMb: heapMibMax };
  const options = { env: {}, workerData, resourceLimits };
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL(source.href.replace(/\.ts$/, ".js")), options);
  // From sources: the TypeScript loader that `--import tsx` brings stays out of worker threads, so the thread registers it itself.
  const loader = new URL(
    "./dist/esm/api/index.mjs",
    pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json")),
  );
  const script = `import("${loader.href}").then(({ register }) => { register(); return import("${source.href}"); })`;
  return new Worker(script, { ...options, eval: true });
}
