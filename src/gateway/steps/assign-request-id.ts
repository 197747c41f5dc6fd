/** First of all: every answer, also a refusal, carries an id, and a request sees one time. */
import type { Exchange } from "../exchange.ts";

export function assignRequestId(exchange: Exchange): void {
  const { ids, clock } = exchange.gateway.runtime;
  exchange.requestId = ids.requestId();
  exchange.nowMs = clock.nowMs();
}
