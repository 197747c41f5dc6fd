/**
 * New temporary credentials: a key pair, and a token into which the whole session is sealed.
 *
 * AWS: one limit holds for a token and everything in it, 4,096 bytes
 * (https://aws.amazon.com/about-aws/whats-new/2026/09/aws-sts/, read 2026-11-23). PackedPolicySize is the share of what policies and tags
 * take of the room that the rest of the token leaves.
 */
import type { Credentials } from "@aws-sdk/client-sts";
import { assumedRole } from "../../auth/session-packing.ts";
import { SESSION_TOKEN_BYTES_MAX, sealSessionToken, type TemporaryCredentials } from "../../auth/session-token.ts";
import type { AssumedRolePrincipal, Session, SignedPrincipal } from "../../auth/principal.ts";
import { newAccessKeyId } from "../../kit/access-key-id.ts";
import type { RoleFacts } from "../../kit/ports/identities.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { packedTooLarge } from "./errors.ts";
import { NO_SESSION_POLICIES, type SessionPolicies } from "./session-policies.ts";
import { NO_SESSION_TAGS, type SessionTags } from "./session-tags.ts";

const SECRET_BYTES = 30;

/** What issuing needs of STS. */
export interface Issuer {
  readonly sealer: Sealer;
  readonly runtime: Pick<Runtime, "random" | "clock">;
}

/** Members that every answer with credentials has. */
export interface IssuedCredentials {
  readonly Credentials: Required<Credentials>;
  /** Percent; only of sessions that were given policies or tags. */
  readonly PackedPolicySize: number | undefined;
  readonly SessionTokenUtilization: number;
  readonly SessionTokenSize: number;
}

/** What is asked of a new session; the rest is worked out. */
export interface NewSession extends Partial<SessionTags>, Partial<SessionPolicies> {
  readonly seconds: number;
  readonly mfaMs?: number | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly federatedProvider?: string | undefined;
  readonly claims?: Session["claims"];
  readonly isChained?: boolean | undefined;
}

export function startSession(nowMs: number, { seconds, ...given }: NewSession): Session {
  // AWS: times of tokens are whole seconds.
  const issuedMs = Math.floor(nowMs / 1000) * 1000;
  return { ...NO_SESSION_TAGS, ...NO_SESSION_POLICIES, ...given, issuedMs, expiresMs: issuedMs + seconds * 1000 };
}

/** `ASIA...`, made for an account, which its id tells. */
export function newKeyId({ runtime }: Issuer, accountId: string): string {
  return newAccessKeyId("ASIA", accountId, runtime.random);
}

/** The session of a role under a new key. */
export function newRoleSession(
  issuer: Issuer,
  role: RoleFacts,
  { sessionName, session }: { readonly sessionName: string; readonly session: Session },
): AssumedRolePrincipal {
  const { roleArn, roleName, roleId, accountId } = role;
  return assumedRole({ roleArn, roleName, roleId, sessionName, session, accessKeyId: newKeyId(issuer, accountId) });
}

/**
 * @param minimumTokenSize bytes that the token has at least (`MinimumSessionTokenSize`)
 * @throws {ServiceError} PackedPolicyTooLarge when the token would be longer than AWS allows
 */
export function issueCredentials(
  { sealer, runtime }: Issuer,
  principal: SignedPrincipal & { readonly session: Session },
  minimumTokenSize = 0,
): IssuedCredentials {
  const { accessKeyId, session } = principal;
  const secretAccessKey = Buffer.from(runtime.random.bytes(SECRET_BYTES)).toString("base64");
  const made: TemporaryCredentials = { accessKeyId, secretAccessKey, principal };
  const token = sealSessionToken(sealer, made, minimumTokenSize);
  const percent = percentOf(token.length, SESSION_TOKEN_BYTES_MAX);
  if (token.length > SESSION_TOKEN_BYTES_MAX) throw packedTooLarge(hasTags(session) ? "tags" : "policy", percent);
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: token,
      Expiration: new Date(session.expiresMs),
    },
    PackedPolicySize: packedSize(sealer, made, session),
    SessionTokenUtilization: percent,
    SessionTokenSize: token.length,
  };
}

function packedSize(sealer: Sealer, made: TemporaryCredentials, session: Session): number | undefined {
  if (!hasTags(session) && session.policies.length + session.policyArns.length === 0) return undefined;
  const bare = { ...made.principal, session: { ...session, ...NO_SESSION_TAGS, ...NO_SESSION_POLICIES } };
  const bareBytes = sealSessionToken(sealer, { ...made, principal: bare as SignedPrincipal }).length;
  const bytes = sealSessionToken(sealer, made).length;
  return percentOf(bytes - bareBytes, SESSION_TOKEN_BYTES_MAX - bareBytes);
}

function hasTags(session: Session): boolean {
  return Object.keys(session.tags).length > 0;
}

function percentOf(part: number, whole: number): number {
  return Math.max(0, Math.ceil((100 * part) / whole));
}
