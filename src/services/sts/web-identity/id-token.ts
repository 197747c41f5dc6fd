/**
 * ID tokens: read first, believed after the signature. AWS takes tokens that are signed by RSA or elliptic curve keys and have an issuer, an audience, a
 * subject, and times in whole seconds.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html (read 2026-11-23)
 */
import type { webcrypto } from "node:crypto";
import {
  compactVerify,
  type CompactVerifyGetKey,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
} from "jose";
import { expiredIdentityToken, invalidIdentityToken } from "../errors.ts";
import { PROVIDER_SKEW_MS_MAX } from "../limits.ts";

const OPTIONS = { algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"] };

/** What a token says of itself. */
export interface IdToken {
  readonly text: string;
  /** With its scheme. */
  readonly issuer: string;
  readonly keyId: string | undefined;
  readonly subject: string;
  /** `aud`, one or several. */
  readonly audiences: readonly string[];
  /** `azp`: whom the token was issued to, where that is another than the audience. */
  readonly authorizedParty: string | undefined;
  readonly expiresSeconds: number;
  readonly issuedSeconds: number;
  readonly notBeforeSeconds: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** @throws {ServiceError} InvalidIdentityToken when it is no token, or says too little (texts of single claims assumed) */
export function readIdToken(text: string): IdToken {
  const { header, claims } = decode(text);
  const { iss, aud, sub, exp, iat, nbf = 0, azp } = claims;
  const audiences = typeof aud === "string" ? [aud] : Array.isArray(aud) ? aud.filter(isText) : [];
  if (!isText(iss)) throw missing("iss");
  if (!isText(sub) || sub === "") throw missing("sub");
  if (audiences.length === 0) throw missing("aud");
  if (!Number.isSafeInteger(exp)) throw missing("exp");
  if (!Number.isSafeInteger(iat)) throw missing("iat");
  return {
    text,
    issuer: iss,
    keyId: isText(header["kid"]) ? header["kid"] : undefined,
    subject: sub,
    audiences,
    authorizedParty: isText(azp) ? azp : undefined,
    expiresSeconds: exp as number,
    issuedSeconds: iat as number,
    notBeforeSeconds: typeof nbf === "number" ? nbf : 0,
    claims,
  };
}

/** @throws {ServiceError} ExpiredTokenException; InvalidIdentityToken for a token from the future. Wall time: providers know no other. */
export function checkTimes(token: IdToken, wallMs: number): void {
  const nowSeconds = Math.floor(wallMs / 1000);
  if (token.expiresSeconds <= nowSeconds) {
    throw expiredIdentityToken(
      `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${token.expiresSeconds}`,
    );
  }
  const startSeconds = Math.max(token.issuedSeconds, token.notBeforeSeconds);
  if (startSeconds * 1000 > wallMs + PROVIDER_SKEW_MS_MAX)
    throw invalidIdentityToken(`The ID Token is not valid yet: it is used at ${nowSeconds}, before ${startSeconds}`);
}

/** @throws {ServiceError} InvalidIdentityToken unless one of the keys signed exactly this text */
export async function verifySignature({ text }: IdToken, keys: JSONWebKeySet): Promise<void> {
  const isSigned = await isSignedBy(text, createLocalJWKSet(keys));
  if (!isSigned)
    throw invalidIdentityToken("The ID Token's signature could not be verified with the keys of its provider");
}

async function isSignedBy(text: string, key: CompactVerifyGetKey | webcrypto.CryptoKey): Promise<boolean> {
  try {
    await (typeof key === "function" ? compactVerify(text, key, OPTIONS) : compactVerify(text, key, OPTIONS));
    return true;
  } catch (error) {
    // Several keys without an id may fit: each is tried.
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return false;
    for await (const fitting of error) if (await isSignedBy(text, fitting)) return true;
    return false;
  }
}

function decode(text: string): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
} {
  try {
    return { header: { ...decodeProtectedHeader(text) }, claims: { ...decodeJwt(text) } };
  } catch {
    throw invalidIdentityToken(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    );
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function missing(claim: string): Error {
  return invalidIdentityToken(`Missing a required claim: ${claim}`);
}
