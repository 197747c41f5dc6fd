/** Lets the same thing be said once in a while: for log lines that a client could cause as often as it likes. */

/** Things that are remembered; with more of them, all are forgotten and may be said again. */
const REMEMBERED_MAX = 1_000;

export class Rarely {
  readonly #intervalMs: number;
  readonly #lastMs = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** True when it was not said for the interval; it counts as said then. `monotonicMs` measures it. */
  isDue(what: string, monotonicMs: number): boolean {
    const lastMs = this.#lastMs.get(what);
    if (lastMs !== undefined && monotonicMs - lastMs < this.#intervalMs) return false;
    if (this.#lastMs.size >= REMEMBERED_MAX) this.#lastMs.clear();
    this.#lastMs.set(what, monotonicMs);
    return true;
  }
}
