/**
 * Limits of the query engines, each with its unit. Chosen for a laptop; the composition may pass others.
 */
export interface EngineLimits {
  /** Worker processes at most; one query runs in one worker. */
  readonly workersMax: number;
  /** Threads of one worker's engine. */
  readonly threadsPerWorker: number;
  /** Memory the engine of one worker may use before it spills to disk or fails the query. */
  readonly memoryBytesPerWorker: number;
  /** Resident memory beyond the engine's own limit (code, allocator, runtime; measured 0.4 GB) at which the watchdog ends a worker. */
  readonly memoryHeadroomBytes: number;
  /** Queries waiting for a worker at most; the next one is refused. */
  readonly queueMax: number;
  /** A query waits this long for a worker at most. */
  readonly queueWaitMs: number;
  /** From the interrupt to the kill of a worker that does not answer it. */
  readonly cancelGraceMs: number;
  /** A worker without work for this long is stopped: an idle product holds no engine (about 92 MB each). */
  readonly idleWorkerMs: number;
  /** A new worker must report ready within this time. */
  readonly startMs: number;
}

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  workersMax: 2,
  threadsPerWorker: 2,
  memoryBytesPerWorker: 1024 * 1024 * 1024,
  memoryHeadroomBytes: 640 * 1024 * 1024,
  queueMax: 200,
  queueWaitMs: 30 * 60 * 1000,
  cancelGraceMs: 2000,
  idleWorkerMs: 60_000,
  startMs: 30_000,
};

/** Bytes of row values one query may return through `rows`. */
export const ROWS_BYTES_MAX = 32 * 1024 * 1024;
/** How often a running worker's resident memory is checked. */
export const MEMORY_CHECK_MS = 200;
/** Worker's pause between repeated interrupts of one query, because an interrupt before the statement runs is lost. */
export const INTERRUPT_REPEAT_MS = 20;
