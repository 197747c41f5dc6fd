/**
 * Session tokens: everything that temporary credentials mean, sealed into the token itself. Nothing is stored, so a token survives a restart,
 * is good in every process on the same root key, and costs no look-up. The access key id is the binding: a token under another key opens to
 * nothing. Deliberately no revocation list: AWS revokes by policies on `aws:TokenIssueTime`, and so does this.
 *
 * Sealed plaintext: form (1 byte: 0x01 plain, 0x02 deflated), content bytes (uint32), content, zeros up to the least size asked for.
 * Content: the 30 bytes of the secret key, then the principal as a JSON array (`session-packing.ts`).
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Sealer } from "../kit/ports/sealer.ts";
import { assert } from "../runtime/assert.ts";
import type { AccessKey } from "./credentials.ts";
import { sessionOf, type SignedPrincipal } from "./principal.ts";
import { packPrincipal, unpackPrincipal, type PackedPrincipal } from "./session-packing.ts";

/** Characters of one token. AWS: `MinimumSessionTokenSize` may ask for up to as many (API_AssumeRole.html, read 2026-11-23). */
export const SESSION_TOKEN_BYTES_MAX = 4096;

const PURPOSE = "session-token";
const BASE64URL = /^[\w-]+$/;
const SECRET_BYTES = 30;
const FRAME_BYTES = 5;
/** What sealing adds: format, nonce and tag (`sealer.ts`). */
const SEAL_BYTES = 29;
const PLAIN = 1;
const DEFLATED = 2;
/** Below this, deflating costs more time than it saves bytes. */
const DEFLATE_BYTES_MIN = 400;
/** More than a token can hold, less than a bomb. */
const INFLATED_BYTES_MAX = 64 * 1024;

export interface TemporaryCredentials {
  /** `ASIA` and 16 of A-Z2-7. */
  readonly accessKeyId: string;
  /** 40 characters of base64, 30 bytes. */
  readonly secretAccessKey: string;
  /** One with a session. */
  readonly principal: SignedPrincipal;
}

export type OpenedToken =
  | { readonly kind: "valid"; readonly accessKey: AccessKey }
  | { readonly kind: "expired" }
  /** Not sealed here, changed, or of another access key. */
  | { readonly kind: "invalid" };

/**
 * The token of new temporary credentials, base64url.
 * @param minimumBytes the token is made at least so long; at most `SESSION_TOKEN_BYTES_MAX`
 * @returns the token, which may be longer than `SESSION_TOKEN_BYTES_MAX`: whoever issues it refuses that in the service's words
 */
export function sealSessionToken(sealer: Sealer, credentials: TemporaryCredentials, minimumBytes = 0): string {
  const { accessKeyId, secretAccessKey, principal } = credentials;
  assert(sessionOf(principal) !== undefined, "temporary credentials need a session");
  const secret = Buffer.from(secretAccessKey, "base64");
  assert(secret.length === SECRET_BYTES, "a temporary secret key is 30 bytes in base64");
  const content = Buffer.concat([secret, Buffer.from(JSON.stringify(packPrincipal(principal)))]);
  const deflated = content.length < DEFLATE_BYTES_MIN ? content : deflateRawSync(content);
  const isDeflated = deflated.length < content.length;
  const packed = isDeflated ? deflated : content;
  const sealedMin = Math.ceil((minimumBytes * 3) / 4);
  const framed = Buffer.alloc(Math.max(FRAME_BYTES + packed.length, sealedMin - SEAL_BYTES));
  framed[0] = isDeflated ? DEFLATED : PLAIN;
  framed.writeUInt32BE(packed.length, 1);
  packed.copy(framed, FRAME_BYTES);
  return Buffer.from(sealer.seal(PURPOSE, framed, accessKeyId)).toString("base64url");
}

/** What a token says at state time `nowMs`. Never throws: whatever a client sends is valid, expired or invalid. */
export function openSessionToken(sealer: Sealer, token: string, accessKeyId: string, nowMs: number): OpenedToken {
  if (token.length > SESSION_TOKEN_BYTES_MAX || !BASE64URL.test(token)) return { kind: "invalid" };
  const framed = sealer.open(PURPOSE, Buffer.from(token, "base64url"), accessKeyId);
  if (framed === undefined) return { kind: "invalid" };
  // From here on the bytes are our own: they were authenticated.
  const content = contentOf(Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength));
  const secretAccessKey = content.subarray(0, SECRET_BYTES).toString("base64");
  const packed = JSON.parse(content.subarray(SECRET_BYTES).toString("utf8")) as PackedPrincipal;
  const principal = unpackPrincipal(packed, accessKeyId);
  const session = sessionOf(principal);
  if (session === undefined || session.expiresMs <= nowMs) return { kind: "expired" };
  return { kind: "valid", accessKey: { accessKeyId, secretAccessKey, sessionToken: token, principal } };
}

function contentOf(framed: Buffer): Buffer {
  const packed = framed.subarray(FRAME_BYTES, FRAME_BYTES + framed.readUInt32BE(1));
  return framed[0] === DEFLATED ? inflateRawSync(packed, { maxOutputLength: INFLATED_BYTES_MAX }) : packed;
}
