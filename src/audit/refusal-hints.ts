/** One line in the server's log for a refusal, so that whoever watches it knows what to type; once a minute for a principal and an action. */
import type { Log } from "../runtime/log.ts";
import { HINT_INTERVAL_MS, HINTS_MAX } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

export class RefusalHints {
  readonly #log: Log;
  readonly #lastMs = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** `monotonicMs` measures the interval. */
  say({ principal, action, resource, requestId }: Refusal, monotonicMs: number): void {
    const key = `${principal} ${action}`;
    const lastMs = this.#lastMs.get(key);
    if (lastMs !== undefined && monotonicMs - lastMs < HINT_INTERVAL_MS) return;
    if (this.#lastMs.size >= HINTS_MAX) this.#lastMs.clear();
    this.#lastMs.set(key, monotonicMs);
    const remedy = requestId === "" ? {} : { why: `lakebed why ${requestId}` };
    this.#log.info("access denied", { principal, action, resource, ...remedy });
  }
}
