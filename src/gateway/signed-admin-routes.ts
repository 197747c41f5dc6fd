/**
 * Routes that tell of other people's requests, so they want to know who asks: a GET signed with Signature Version 4 for the service `lakebed`, in
 * any Region. The root user of the server's account sees everything, the root user of another account what concerns its account, and everybody
 * else what concerns themselves.
 *
 *     GET /_lakebed/why/<request id>               the refusals of one request, each with its explanation, and sealed as EC2 seals its own, for
 *                                                  sts:DecodeAuthorizationMessage
 *     GET /_lakebed/why                            the same of the newest refused request that the caller may see
 *     GET /_lakebed/usage?principal=ARN&withinMs=N permissions that a user or role used, those of the last N milliseconds
 */
import type { Refusal } from "../audit/refusal.ts";
import { usedSince } from "../audit/used-since.ts";
import { sealAuthorizationMessage } from "../auth/authorization-message.ts";
import type { SignedPrincipal } from "../auth/principal.ts";
import { queryParameter, readSignatureClaim } from "../auth/sigv4/signature-claim.ts";
import { EMPTY_SHA256 } from "../auth/sigv4/signing-key.ts";
import { parseArn } from "../kit/arn.ts";
import { AuthError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import { adminAnswer, adminProblem } from "./admin-answer.ts";
import type { Exchange } from "./exchange.ts";
import { isForeignPage } from "./foreign-page.ts";

const SIGNING_NAME = "lakebed";
/** Request ids are 16 letters and digits; UUIDs are welcome. */
const REQUEST_ID = /^[\w-]{1,64}$/;

export async function answerSignedRoute(
  exchange: Exchange,
  route: "why" | "usage",
  rest: readonly string[],
): Promise<HttpResponse> {
  const principal = await signerOf(exchange);
  if (!("arn" in principal)) return principal;
  const isSeen = mayRead(principal, exchange.gateway.accountId);
  if (route === "usage") return usage(exchange, isSeen);
  return rest.length === 0 ? whyNewest(exchange, isSeen) : why(exchange, isSeen, rest.join("/"));
}

/** Who signed, or the refusal. */
export async function signerOf({ incoming, gateway }: Exchange): Promise<SignedPrincipal | HttpResponse> {
  if (gateway.credentials.isOpen && isForeignPage(incoming, false))
    return adminProblem(403, "web pages of other sites are not answered while signatures are taken on trust");
  try {
    const claim = readSignatureClaim(incoming, "json");
    if (claim === undefined)
      return adminProblem(403, `sign this request with Signature Version 4 for the service "${SIGNING_NAME}"`);
    const { accessKey } = await gateway.verifier.verify(incoming, claim, {
      style: "json",
      signingName: SIGNING_NAME,
      regions: gateway.regions,
      wallMs: gateway.runtime.clock.wallMs(),
      payloadHash: incoming.headers.get("x-amz-content-sha256") ?? EMPTY_SHA256,
    });
    const { principal } = accessKey;
    const caller = { principal, accountId: principal.accountId, region: claim.scope.region };
    // Nothing is asked for, so all that is decided is whether the user or role behind a session is still there.
    return (await gateway.authorizer.allows(caller, []))
      ? principal
      : adminProblem(403, "the user or role of these credentials is gone");
  } catch (error) {
    if (error instanceof AuthError) return adminProblem(403, `${error.code}: ${error.message}`);
    throw error;
  }
}

/** Whom or what account something is about. */
interface Subject {
  readonly accountId: string;
  readonly principal: string;
}

function mayRead(reader: SignedPrincipal, serverAccountId: string): (subject: Subject) => boolean {
  if (reader.type === "root")
    return ({ accountId }) => reader.accountId === serverAccountId || accountId === reader.accountId;
  const names = reader.type === "assumed-role" ? [reader.arn, reader.roleArn] : [reader.arn];
  return ({ principal }) => names.includes(principal);
}

async function why(
  { gateway }: Exchange,
  isSeen: (subject: Subject) => boolean,
  requestId: string,
): Promise<HttpResponse> {
  const refusals = REQUEST_ID.test(requestId) ? await gateway.audit.refusals.of(requestId) : [];
  const seen = refusals.filter(isSeen);
  if (seen.length === 0) return nothingRefused(`to the request ${requestId.slice(0, 64)}`);
  return explained(gateway, requestId, seen);
}

async function whyNewest({ gateway }: Exchange, isSeen: (subject: Subject) => boolean): Promise<HttpResponse> {
  const { refusals } = gateway.audit;
  const requestId = await refusals.newest(isSeen);
  if (requestId === undefined) return nothingRefused("to anybody whose requests you may see");
  return explained(gateway, requestId, (await refusals.of(requestId)).filter(isSeen));
}

function explained({ sealer }: Exchange["gateway"], requestId: string, refusals: readonly Refusal[]): HttpResponse {
  const told = refusals.map((refusal) => ({ ...refusal, encodedMessage: encodedMessage(sealer, refusal) }));
  return adminAnswer(200, { requestId, refusals: told });
}

/** For somebody who may know why and may not see other people's requests. */
function encodedMessage(sealer: Sealer, refusal: Refusal): string {
  const { principal, principalId = principal, action, resource, decision, remedy } = refusal;
  const conditions = Object.entries(refusal.conditions ?? {}).map(([key, values]) => [key, [values].flat()] as const);
  return sealAuthorizationMessage(sealer, {
    principal: { id: principalId, arn: principal },
    action,
    resource,
    conditions,
    decision,
    remedy,
  });
}

function nothingRefused(towhom: string): HttpResponse {
  return adminProblem(
    404,
    `no policy refused anything ${towhom}, or it is no longer known; the newest 10,000 refusals of 30 days are kept`,
  );
}

async function usage(exchange: Exchange, isSeen: (subject: Subject) => boolean): Promise<HttpResponse> {
  const { incoming, gateway } = exchange;
  const principal = queryParameter(incoming.rawQuery, "principal") ?? "";
  const arn = parseArn(principal);
  if (arn === undefined || !/^(?:user|role)\//.test(arn.resource))
    return adminProblem(400, "principal must be the ARN of a user or a role");
  if (!isSeen({ accountId: arn.accountId, principal }))
    return adminProblem(403, "only the root user, or the principal itself, may see what it used");
  const within = queryParameter(incoming.rawQuery, "withinMs");
  if (within !== undefined && !/^\d{1,13}$/.test(within)) return adminProblem(400, "withinMs must be milliseconds");
  const sinceMs = within === undefined ? 0 : exchange.nowMs - Number(within);
  const actions = usedSince(await gateway.audit.uses.of(principal), sinceMs);
  return adminAnswer(200, { principal, sinceMs, actions });
}
