/** One answered call to the service that watches its calls, if it does. */
import type { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { Exchange } from "./exchange.ts";

export function tellWatcher(exchange: Exchange, response: HttpResponse, error: ServiceError | undefined): void {
  const watcher = exchange.target?.service.watcher;
  if (watcher?.isWatching !== true || exchange.operation === undefined) return;
  const { incoming, gateway } = exchange;
  const { context } = exchange.matched;
  watcher.answered({
    operation: exchange.operation.name,
    caller: context,
    requestId: exchange.requestId,
    receivedMs: exchange.nowMs,
    elapsedMs: gateway.runtime.clock.monotonicMs() - exchange.startedMs,
    method: incoming.method,
    target: incoming.rawQuery === "" ? incoming.rawPath : `${incoming.rawPath}?${incoming.rawQuery}`,
    path: exchange.rawPath,
    headers: incoming.headers,
    sourceIp: incoming.sourceIp,
    status: response.status,
    errorCode: error?.code,
    answerBytes: bytesOf(response),
    bodyBytes: exchange.promisedBodyBytes,
    input: exchange.input,
    output: exchange.output,
  });
}

function bytesOf({ body, headers }: HttpResponse): number | undefined {
  if (body === undefined) return 0;
  if (body instanceof Uint8Array) return body.length;
  const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  return length === undefined ? undefined : Number(length);
}
