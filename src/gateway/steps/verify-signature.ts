/**
 * Who sent the request. AWS: S3 and other REST services sign what `x-amz-content-sha256` says, so this runs before the body is read; RPC
 * services sign the digest of the body itself. S3 lets unsigned requests pass as anonymous, and so do the few operations
 * that prove their caller by their input (AssumeRoleWithWebIdentity).
 */
import { type AtHand, withValue } from "../../kit/at-hand.ts";
import { AuthError } from "../../kit/errors.ts";
import type { SignedPrincipal } from "../../auth/principal.ts";
import { isSignedV2, verifySignedV2 } from "../../auth/sigv2/authorization-field.ts";
import { isPresignedV2, verifyPresignedV2 } from "../../auth/sigv2/presigned-url.ts";
import { sessionReaches } from "../../auth/session-reach.ts";
import { foreignPage, missingAuthentication, refusedCredentials } from "../../auth/sigv4/refusals.ts";
import { openBody, type PayloadMode, payloadModeOf } from "../../auth/sigv4/payload.ts";
import { queryParameter, readSignatureClaim, type SignatureClaim } from "../../auth/sigv4/signature-claim.ts";
import { EMPTY_SHA256, sha256Hex } from "../../auth/sigv4/signing-key.ts";
import type { VerifiedSignature } from "../../auth/sigv4/verify-signature.ts";
import type { Exchange, InnerRequest } from "../exchange.ts";
import { isForeignPage } from "../foreign-page.ts";
import type { ServiceEntry } from "../../kit/service.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { readWholeBody } from "../read-whole-body.ts";

export function verifySignature(exchange: Exchange): void | Promise<void> {
  const { incoming, gateway } = exchange;
  if (exchange.inner !== undefined) return takeInner(exchange, exchange.inner);
  const { style } = exchange.found;
  if (gateway.credentials.isOpen && isForeignPage(incoming, style === "s3")) throw foreignPage(style);
  const isVersion2 = gateway.takesVersion2 && style === "s3" && isSignedV2(incoming);
  const claim = isVersion2 ? undefined : readSignatureClaim(incoming, style);
  if (claim === undefined && style !== "s3" && exchange.operation?.isUnsigned !== true)
    throw missingAuthentication(style);
  return withValue(payloadHashOf(exchange, claim), (payloadHash) => {
    const mode: PayloadMode = exchange.wholeBody === undefined ? payloadModeOf(payloadHash) : { type: "unsigned" };
    const signature = claim === undefined ? identifyUnclaimed(exchange) : verifyClaim(exchange, claim, payloadHash);
    return withValue(signature, (known) => takeBody(exchange, mode, known));
  });
}

/** The body as the operation may read it, now that its caller is known. */
function takeBody(exchange: Exchange, mode: PayloadMode, signature: VerifiedSignature | undefined): void {
  const { incoming, gateway } = exchange;
  if (exchange.wholeBody !== undefined) return;
  const opened = openBody(incoming, mode, { signature, isTrusted: gateway.credentials.isOpen });
  exchange.body = opened.body;
  exchange.trailers = opened.trailers;
  exchange.promisedBodyBytes = opened.bodyBytes;
}

/** The caller is known; how long the body is will be known at its end. */
function takeInner(exchange: Exchange, { principal, region, bodyBytesMax }: InnerRequest): void {
  exchange.region = region;
  if (principal.type !== "anonymous") {
    setCaller(exchange, principal);
    if (!sessionReaches(principal, exchange.found.entry.signingName, exchange.operation?.name ?? ""))
      throw refusedCredentials(exchange.found.style, "unknown-key", principal);
  }
  exchange.promisedBodyBytes = bodyBytesMax;
  exchange.body = measured(exchange);
}

async function* measured(exchange: Exchange): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of exchange.incoming.body) {
    bytes += chunk.length;
    yield chunk;
  }
  exchange.promisedBodyBytes = bytes;
}

function verifyClaim(exchange: Exchange, claim: SignatureClaim, payloadHash: string): AtHand<VerifiedSignature> {
  const { incoming, gateway, found } = exchange;
  const verified = gateway.verifier.verify(incoming, claim, {
    style: found.style,
    signingName: signingNameOf(found.entry, claim),
    regions: regionsFor(exchange),
    wallMs: gateway.runtime.clock.wallMs(),
    payloadHash,
  });
  return withValue(verified, (signature) => takeSigner(exchange, claim, signature));
}

function takeSigner(exchange: Exchange, claim: SignatureClaim, signature: VerifiedSignature): VerifiedSignature {
  const { found } = exchange;
  exchange.region = claim.scope.region;
  setCaller(exchange, signature.accessKey.principal);
  const { principal, accessKeyId } = signature.accessKey;
  if (!sessionReaches(principal, found.entry.signingName, exchange.operation?.name ?? ""))
    throw refusedCredentials(found.style, "unknown-key", { accessKeyId });
  exchange.signedWith = claim;
  return signature;
}

function signingNameOf({ signingName, signingAliases = [] }: ServiceEntry, { scope }: SignatureClaim): string {
  return signingAliases.includes(scope.service) ? scope.service : signingName;
}

/** Without a version 4 signature: S3's old one, or nobody. Neither names a Region; the host may. */
function identifyUnclaimed(exchange: Exchange): undefined | Promise<undefined> {
  const { incoming, gateway, hostRegion } = exchange;
  if (hostRegion !== undefined && gateway.regions.includes(hostRegion)) exchange.region = hostRegion;
  const isField = gateway.takesVersion2 && isSignedV2(incoming);
  if (!isField && !isPresignedV2(incoming)) return undefined;
  const check = {
    credentials: gateway.credentials,
    resourcePath: exchange.rawPath,
    wallMs: gateway.runtime.clock.wallMs(),
  };
  const verifying = isField ? verifySignedV2(incoming, check) : verifyPresignedV2(incoming, check);
  return verifying.then(({ principal }) => {
    setCaller(exchange, principal);
    exchange.signedWith = isField ? "version-2-field" : "version-2-query";
    return undefined;
  });
}

function setCaller(exchange: Exchange, principal: SignedPrincipal): void {
  const { gateway, found, region } = exchange;
  exchange.principal = principal;
  exchange.accountId = principal.accountId;
  gateway.credentials.noteUse?.(principal, {
    service: found.entry.signingName,
    region,
    nowMs: gateway.runtime.clock.nowMs(),
  });
}

/** The payload line of the canonical request; not at hand when only the body itself can tell. */
function payloadHashOf(exchange: Exchange, claim: SignatureClaim | undefined): AtHand<string> {
  const { incoming, wholeBody } = exchange;
  if (wholeBody !== undefined) return wholeBody.length === 0 ? EMPTY_SHA256 : sha256Hex(wholeBody);
  const header = incoming.headers.get("x-amz-content-sha256");
  if (claim === undefined) return header ?? "UNSIGNED-PAYLOAD";
  if (claim.form === "query")
    return queryParameter(incoming.rawQuery, "X-Amz-Content-Sha256") ?? header ?? "UNSIGNED-PAYLOAD";
  if (header !== undefined) return header;
  if (exchange.found.style === "s3") throw missingContentSha256();
  return bodyHash(exchange);
}

/** REST services other than S3 whose client did not send the digest: it is of the body. */
async function bodyHash(exchange: Exchange): Promise<string> {
  const { model, style } = exchange.found;
  exchange.wholeBody = await readWholeBody(exchange.incoming.body, BODY_BYTES_MAX[model.protocol], style);
  return sha256Hex(exchange.wholeBody);
}

/** AWS: InvalidRequest 400 (S3, sigv4-auth-using-authorization-header.html: the field is required). */
function missingContentSha256(): AuthError {
  return new AuthError({
    code: "InvalidRequest",
    status: 400,
    message: "Missing required header for this request: x-amz-content-sha256",
  });
}

/** AWS: these services have one global endpoint, whose requests are signed for us-east-1 wherever they come from. */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(["iam", "sts", "organizations"]);

function regionsFor(exchange: Exchange): readonly string[] {
  const { regions } = exchange.gateway;
  const { hostRegion, found } = exchange;
  if (GLOBAL_SERVICES.has(found.entry.signingName)) return [...regions, "us-east-1"];
  return hostRegion !== undefined && regions.includes(hostRegion) ? [hostRegion] : regions;
}
