/**
 * `/_lakebed/health` and `/_lakebed/metrics`, answered to anybody who can connect. No bucket is called `_lakebed`: AWS allows no underscore
 * in bucket names.
 */
import type { HttpResponse } from "../../kit/http.ts";
import type { Exchange } from "../exchange.ts";

const PREFIX = "/_lakebed/";

export function answerAdminRoutes(exchange: Exchange): HttpResponse | undefined {
  const { rawPath, method } = exchange.incoming;
  if (!rawPath.startsWith(PREFIX)) return undefined;
  if (method !== "GET" && method !== "HEAD") {
    return text(405, "application/json", JSON.stringify({ error: "only GET is possible here" }), [
      ["Allow", "GET, HEAD"],
    ]);
  }
  switch (rawPath.slice(PREFIX.length)) {
    case "health":
      return text(200, "application/json", health(exchange));
    case "metrics":
      return text(200, "text/plain; version=0.0.4; charset=utf-8", exchange.gateway.runtime.metrics.render());
    default:
      return text(
        404,
        "application/json",
        JSON.stringify({ error: "there is /_lakebed/health and /_lakebed/metrics" }),
      );
  }
}

function health({ gateway }: Exchange): string {
  return JSON.stringify({ status: "ok", version: gateway.version, since: new Date(gateway.startedMs).toISOString() });
}

function text(
  status: number,
  contentType: string,
  body: string,
  more: readonly (readonly [string, string])[] = [],
): HttpResponse {
  return {
    status,
    headers: [["Content-Type", contentType], ["Cache-Control", "no-store"], ...more],
    body: Buffer.from(body),
  };
}
