/**
 * Access keys and whom they name. `identity-credentials.ts` knows them all; the two sources here know the root user's key pair only and serve
 * where there is no identity service. Where the root keys come from (environment, first start) is decided in `app/`.
 */
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import type { RootPrincipal, SignedPrincipal } from "./principal.ts";

/** The account that root keys name unless they say otherwise: the account of AWS's own documentation examples. */
export const DEFAULT_ACCOUNT_ID = "123456789012";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for temporary credentials: requests must carry exactly this token. */
  readonly sessionToken?: string;
  readonly principal: SignedPrincipal;
}

/**
 * Why a key, or a key with its session token, names nobody. AWS says the same of keys that were never there, that are inactive, and of
 * temporary keys that come without their token.
 */
export type CredentialRefusal = "unknown-key" | "invalid-token" | "expired-token";

export interface CredentialSource {
  /** Whose key this is. `sessionToken` is what the request carries beside it; long-term keys go without. */
  find(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): AccessKey | CredentialRefusal | Promise<AccessKey | CredentialRefusal>;
  /** True when every signature is taken on trust (`--open-credentials`). */
  readonly isOpen: boolean;
  /** Told of every request whose signature held, for sources that keep when a key or role was last used. Returns at once. */
  noteUse?(principal: SignedPrincipal, use: CredentialUse): void;
}

export interface CredentialUse {
  /** Signing name: `s3`. */
  readonly service: string;
  readonly region: string;
  /** State time. */
  readonly nowMs: number;
}

export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
}

/** The root user of an account, as AWS names it: `arn:aws:iam::123456789012:root`, its user id the account's. */
export function rootPrincipal(accountId: string, accessKeyId: string): RootPrincipal {
  return { type: "root", accountId, accessKeyId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
}

/** A new key pair in AWS's form: `AKIA` and 16 of A-Z2-7; 40 characters of base64 as the secret (240 random bits). */
export function generateRootCredentials(random: Random, ids: Ids): RootCredentials {
  return {
    accessKeyId: `AKIA${ids.base32(16)}`,
    secretAccessKey: Buffer.from(random.bytes(30)).toString("base64"),
    accountId: DEFAULT_ACCOUNT_ID,
  };
}

/** Knows the root key pair and nobody else. */
export function rootCredentialSource(root: RootCredentials): CredentialSource {
  const key: AccessKey = {
    accessKeyId: root.accessKeyId,
    secretAccessKey: root.secretAccessKey,
    principal: rootPrincipal(root.accountId, root.accessKeyId),
  };
  return {
    isOpen: false,
    find(accessKeyId, sessionToken) {
      if (accessKeyId !== key.accessKeyId) return "unknown-key";
      return sessionToken === undefined ? key : "invalid-token";
    },
  };
}

const ACCOUNT_ID = /^\d{12}$/;

/** Takes any key for a root key: a 12-digit key id names the account, every other one means the default account. */
export function openCredentialSource(root: RootCredentials): CredentialSource {
  return {
    isOpen: true,
    find(accessKeyId) {
      const accountId = ACCOUNT_ID.test(accessKeyId) ? accessKeyId : root.accountId;
      return { accessKeyId, secretAccessKey: "", principal: rootPrincipal(accountId, accessKeyId) };
    },
  };
}
