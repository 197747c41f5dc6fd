/** One line in the server's log for a refusal, so that whoever watches it knows what to type; once a minute for a principal and an action. */
import { Rarely } from "../kit/rarely.ts";
import type { Log } from "../runtime/log.ts";
import { HINT_INTERVAL_MS } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

export class RefusalHints {
  readonly #log: Log;
  readonly #rarely = new Rarely(HINT_INTERVAL_MS);

  constructor(log: Log) {
    this.#log = log;
  }

  /** `monotonicMs` measures the interval. */
  say({ principal, action, resource, requestId }: Refusal, monotonicMs: number): void {
    if (!this.#rarely.isDue(`${principal} ${action}`, monotonicMs)) return;
    const remedy = requestId === "" ? {} : { why: `lakebed why ${requestId}` };
    this.#log.info("access denied", { principal, action, resource, ...remedy });
  }
}
