/** Answers the routes that other rooms offer (kit/root-routes.ts): signed for the service `lakebed`, and by the root user of the server's account. */
import { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { RootRoute } from "../kit/root-routes.ts";
import { adminAnswer, adminProblem } from "./admin-answer.ts";
import type { Exchange } from "./exchange.ts";
import { signerOf } from "./signed-admin-routes.ts";

export async function answerRootRoute(exchange: Exchange, route: RootRoute): Promise<HttpResponse> {
  const { incoming, gateway } = exchange;
  if (incoming.method !== route.method)
    return adminProblem(405, `only ${route.method} is possible here`, [["Allow", route.method]]);
  const signer = await signerOf(exchange);
  if (!("arn" in signer)) return signer;
  if (signer.type !== "root" || signer.session !== undefined || signer.accountId !== gateway.accountId)
    return adminProblem(403, "only the root user of the server's account may do this");
  try {
    return adminAnswer(200, await route.answer(new URLSearchParams(incoming.rawQuery)));
  } catch (error) {
    if (error instanceof ServiceError) return adminProblem(error.status, error.message);
    throw error;
  }
}
