/**
 * Decides whether a signature claim is true. The order of checks is assumed from the errors AWS gives when several things are wrong at
 * once: the claim's form, its Region and service, its date, the access key, the coverage of the signature, the signature itself.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html (read 2026-11-23)
 */
import { withValue } from "../../kit/at-hand.ts";
import type { AccessKey, CredentialSource } from "../credentials.ts";
import type { ErrorStyle } from "../error-style.ts";
import { canonicalPaths, canonicalQuery, canonicalRequest } from "./canonical-request.ts";
import {
  headersNotSigned,
  presignedExpired,
  presignedTooEarly,
  refusedCredentials,
  signatureMismatch,
  skewed,
  wrongRegion,
  wrongScopeDate,
  wrongService,
} from "./refusals.ts";
import type { SignatureClaim, SignedRequest } from "./signature-claim.ts";
import { scopeText, sha256Hex, sign, signaturesEqual, SigningKey, type SigningKeys } from "./signing-key.ts";

/** AWS: S3 allows 15 minutes (RequestTimeTooSkewed); the others 5 or 15 by service; one rule here. */
export const CLOCK_SKEW_MS_MAX = 15 * 60 * 1000;

/** What the service at the other end of the claim expects. */
export interface SignatureExpectation {
  readonly style: ErrorStyle;
  readonly signingName: string;
  /** Regions this endpoint answers for, the usual one first. */
  readonly regions: readonly string[];
  readonly wallMs: number;
  /** The payload's hash as it enters the canonical request: of the body, or what `x-amz-content-sha256` says. */
  readonly payloadHash: string;
}

/** A true claim, with what the chunks of an `aws-chunked` body are signed with. */
export interface VerifiedSignature {
  readonly accessKey: AccessKey;
  readonly claim: SignatureClaim;
  readonly signingKey: SigningKey;
}

export interface SignatureVerifier {
  /** At once when the key is at hand. @throws {AuthError} in the words of `expectation.style` */
  verify(
    request: SignedRequest,
    claim: SignatureClaim,
    expectation: SignatureExpectation,
  ): VerifiedSignature | Promise<VerifiedSignature>;
}

export function createSignatureVerifier(credentials: CredentialSource, keys: SigningKeys): SignatureVerifier {
  return {
    verify(request, claim, expectation) {
      if (credentials.isOpen) return trustClaim(credentials, claim, expectation.style);
      checkScope(claim, expectation);
      checkTime(claim, expectation);
      return withValue(credentials.find(claim.accessKeyId, claim.sessionToken), (accessKey) => {
        if (typeof accessKey === "string") throw refusedCredentials(expectation.style, accessKey, claim);
        checkCoverage(request, claim, expectation.style);
        const signingKey = keys.get(accessKey.accessKeyId, accessKey.secretAccessKey, claim.scope);
        checkSignature(request, claim, { expectation, signingKey });
        return { accessKey, claim, signingKey };
      });
    },
  };
}

const NO_KEY = new SigningKey(new Uint8Array(0));

async function trustClaim(
  credentials: CredentialSource,
  claim: SignatureClaim,
  style: ErrorStyle,
): Promise<VerifiedSignature> {
  const accessKey = await credentials.find(claim.accessKeyId, claim.sessionToken);
  if (typeof accessKey === "string") throw refusedCredentials(style, accessKey, claim);
  return { accessKey, claim, signingKey: NO_KEY };
}

function checkScope(claim: SignatureClaim, { style, signingName, regions }: SignatureExpectation): void {
  const { scope, form } = claim;
  const day = claim.amzDate.slice(0, 8);
  if (scope.date !== day) throw wrongScopeDate(style, form, scope.date, day);
  if (scope.service !== signingName) throw wrongService(style, form, scope.service, signingName);
  if (!regions.includes(scope.region)) throw wrongRegion(style, form, scope.region, regions[0] ?? "");
}

function checkTime(claim: SignatureClaim, { style, wallMs }: SignatureExpectation): void {
  const { dateMs, expiresSeconds } = claim;
  if (expiresSeconds === undefined) {
    if (Math.abs(wallMs - dateMs) > CLOCK_SKEW_MS_MAX) throw skewed(style, dateMs, wallMs, CLOCK_SKEW_MS_MAX);
    return;
  }
  if (dateMs - wallMs > CLOCK_SKEW_MS_MAX) throw presignedTooEarly(style, dateMs, wallMs);
  const expiresMs = dateMs + expiresSeconds * 1000;
  if (wallMs > expiresMs) throw presignedExpired(style, { seconds: expiresSeconds, atMs: expiresMs, serverMs: wallMs });
}

/** `host` must be signed everywhere; S3 also wants every `x-amz-*` field signed. */
function checkCoverage(request: SignedRequest, claim: SignatureClaim, style: ErrorStyle): void {
  const unsigned: string[] = [];
  if (!claim.signedHeaders.includes("host")) unsigned.push("host");
  if (style === "s3") {
    for (const lower of request.headers.names()) {
      if (lower.startsWith("x-amz-") && !claim.signedHeaders.includes(lower) && !MAY_BE_UNSIGNED.has(lower))
        unsigned.push(lower);
    }
  }
  if (unsigned.length > 0 && style === "s3") throw headersNotSigned(unsigned);
  if (unsigned.length > 0) throw signatureMismatch(style, mismatchOf(claim, ""));
}

// AWS: the payload hash is part of the canonical request by itself (its last line), so the field that repeats it may stay unsigned.
const MAY_BE_UNSIGNED: ReadonlySet<string> = new Set(["x-amz-content-sha256"]);

function stringToSign(claim: SignatureClaim, canonical: string): string {
  return `AWS4-HMAC-SHA256\n${claim.amzDate}\n${scopeText(claim.scope)}\n${sha256Hex(canonical)}`;
}

function checkSignature(
  request: SignedRequest,
  claim: SignatureClaim,
  { expectation, signingKey }: { readonly expectation: SignatureExpectation; readonly signingKey: SigningKey },
): void {
  const { style, payloadHash } = expectation;
  const query = canonicalQuery(request.rawQuery, claim.form === "query" ? "X-Amz-Signature" : undefined);
  const { method, headers } = request;
  let first: string | undefined;
  for (const path of canonicalPaths(request.rawPath, style === "s3")) {
    const canonical = canonicalRequest({
      method,
      path,
      query,
      headers,
      signedHeaders: claim.signedHeaders,
      payloadHash,
    });
    if (signaturesEqual(sign(signingKey, stringToSign(claim, canonical)), claim.signature)) return;
    first ??= canonical;
  }
  throw signatureMismatch(style, mismatchOf(claim, first ?? ""));
}

function mismatchOf(claim: SignatureClaim, canonical: string): Parameters<typeof signatureMismatch>[1] {
  return {
    accessKeyId: claim.accessKeyId,
    stringToSign: stringToSign(claim, canonical),
    canonicalRequest: canonical,
    signatureProvided: claim.signature,
  };
}
