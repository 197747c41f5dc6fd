/** What is remembered of every request: its audit event, two metrics, and one log line at debug level. Never a header value, a key or a body. */
import type { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { auditCall } from "./audit-call.ts";
import type { Exchange } from "./exchange.ts";
import { tellWatcher } from "./tell-watcher.ts";

const CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"] as const;

interface Series {
  readonly count: () => void;
  readonly observe: (seconds: number) => void;
}

/** Series by service, operation and class of status. Operation names come from models, so their number is bounded. */
const known = new WeakMap<Metrics, Map<string, Series>>();

export function recordAnswer(exchange: Exchange, response: HttpResponse, error: ServiceError | undefined): void {
  auditCall(exchange, error);
  tellWatcher(exchange, response, error);
  const { status: statusCode } = response;
  const { clock, metrics, log } = exchange.gateway.runtime;
  const elapsedMs = clock.monotonicMs() - exchange.startedMs;
  const service = exchange.target?.entry.name ?? "none";
  const operation = exchange.operation?.name ?? "none";
  const status = CLASSES[Math.trunc(statusCode / 100)] ?? "5xx";
  const series = seriesOf(metrics, { service, operation, status });
  series.count();
  series.observe(elapsedMs / 1000);
  log.debug("request", {
    requestId: exchange.requestId,
    service,
    operation,
    status: statusCode,
    errorCode: error?.code,
    elapsedMs,
  });
}

function seriesOf(metrics: Metrics, labels: { service: string; operation: string; status: string }): Series {
  let byName = known.get(metrics);
  if (byName === undefined) known.set(metrics, (byName = new Map()));
  const { service, operation, status } = labels;
  const name = `${service}/${operation}/${status}`;
  let series = byName.get(name);
  if (series === undefined) {
    series = {
      count: metrics.counter("lakebed_requests_total", labels),
      observe: metrics.observer("lakebed_request_seconds", { service, operation }),
    };
    byName.set(name, series);
  }
  return series;
}
