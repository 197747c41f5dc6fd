/** What is remembered of every request: two metrics, and one log line at debug level. Never a header value, a key or a body. */
import type { Exchange } from "./exchange.ts";

const CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"] as const;

export function recordAnswer(exchange: Exchange, status: number, errorCode: string | undefined): void {
  const { clock, metrics, log } = exchange.gateway.runtime;
  const elapsedMs = clock.monotonicMs() - exchange.startedMs;
  const service = exchange.target?.entry.name ?? "none";
  // Operation names come from models, so their number is bounded.
  const operation = exchange.operation?.name ?? "none";
  metrics.count("lakebed_requests_total", { service, operation, status: CLASSES[Math.trunc(status / 100)] ?? "5xx" });
  metrics.observe("lakebed_request_seconds", elapsedMs / 1000, { service, operation });
  log.debug("request", { requestId: exchange.requestId, service, operation, status, errorCode, elapsedMs });
}
