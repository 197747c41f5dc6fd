/**
 * The server's own routes. `/_lakebed/health` and `/_lakebed/metrics` are answered to anybody who can connect; `/_lakebed/why` and
 * `/_lakebed/usage` to whoever signs for the service `lakebed` (see `signed-admin-routes.ts`); `/_lakebed/credentials` to whoever holds a grant
 * (see `credential-routes.ts`); and those that other rooms offer to the root user (see `root-routes.ts`). No bucket is called `_lakebed`: AWS
 * allows no underscore in bucket names.
 */
import type { HttpResponse } from "../../kit/http.ts";
import { answerCredentials } from "../credential-routes.ts";
import { answerRootRoute } from "../root-routes.ts";
import { answerSignedRoute } from "../signed-admin-routes.ts";
import { adminAnswer, adminProblem } from "../admin-answer.ts";
import type { Exchange } from "../exchange.ts";

const PREFIX = "/_lakebed/";

export function answerAdminRoutes(exchange: Exchange): HttpResponse | undefined | Promise<HttpResponse> {
  const { rawPath, method } = exchange.incoming;
  if (!rawPath.startsWith(PREFIX)) return undefined;
  const rootRoute = exchange.gateway.rootRoutes.get(rawPath.slice(PREFIX.length));
  if (rootRoute !== undefined) return answerRootRoute(exchange, rootRoute);
  if (method !== "GET" && method !== "HEAD")
    return adminProblem(405, "only GET is possible here", [["Allow", "GET, HEAD"]]);
  const [route = "", ...rest] = rawPath.slice(PREFIX.length).split("/");
  switch (rest.length === 0 ? route : `${route}/`) {
    case "health":
      return adminAnswer(200, health(exchange));
    case "metrics":
      return {
        ...adminAnswer(200, ""),
        headers: [
          ["Content-Type", "text/plain; version=0.0.4; charset=utf-8"],
          ["Cache-Control", "no-store"],
        ],
        body: Buffer.from(exchange.gateway.runtime.metrics.render()),
      };
    case "why":
    case "why/":
      return answerSignedRoute(exchange, "why", rest);
    case "usage":
      return answerSignedRoute(exchange, "usage", rest);
    case "credentials":
    case "credentials/":
      return answerCredentials(exchange, rest);
    default:
      return adminProblem(
        404,
        "there is /_lakebed/health and /_lakebed/metrics; signed, /_lakebed/why and /_lakebed/usage",
      );
  }
}

function health({ gateway }: Exchange): unknown {
  return { status: "ok", version: gateway.version, since: new Date(gateway.startedMs).toISOString() };
}
