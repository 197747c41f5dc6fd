/**
 * Everybody's credentials: the root user's key pair, the long-term keys that IAM knows, and temporary keys, which prove themselves by their session
 * token.
 *
 * AWS, in this order: a request with a session token stands or falls with the token (wrong, expired); one without is by a long-term key that is
 * there and active. A temporary key without its token is an unknown key. Whether the user or role behind a token is still there is decided with its
 * policies (`policy-authorizer.ts`), which have to be read anyway.
 *
 * With open credentials signatures are taken on trust. A key or token that is known here still means its owner, so that a policy can be tried
 * out with a user's key, and an expired token is refused; every other key is taken for a root user's: of the account it spells in 12 digits, else
 * of the default account.
 */
import type { Identities } from "../kit/ports/identities.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Clock } from "../runtime/clock.ts";
import { BoundedCache } from "../kit/bounded-cache.ts";
import {
  type AccessKey,
  type CredentialRefusal,
  type CredentialSource,
  type CredentialUse,
  openCredentialSource,
  rootCredentialSource,
  type RootCredentials,
} from "./credentials.ts";
import { type SignedPrincipal, sessionOf } from "./principal.ts";
import { openSessionToken } from "./session-token.ts";

export interface IdentityCredentialDependencies {
  readonly root: RootCredentials;
  /** Loaded when somebody other than root comes. */
  readonly identities: () => Identities | Promise<Identities>;
  readonly sealer: Sealer;
  /** State time: sessions end by it. */
  readonly clock: Pick<Clock, "nowMs">;
  readonly isOpen: boolean;
}

/** Opened session tokens that are remembered; each is up to 4 KiB and about as much again opened. */
const OPENED_TOKENS_MAX = 1000;

type Found = AccessKey | CredentialRefusal;

export function identityCredentialSource(dependencies: IdentityCredentialDependencies): CredentialSource {
  const { root, isOpen } = dependencies;
  const rootSource = rootCredentialSource(root);
  const strangers = openCredentialSource(root);
  const opened = new BoundedCache<string, AccessKey>(OPENED_TOKENS_MAX);

  const find = (accessKeyId: string, sessionToken: string | undefined): Found | Promise<Found> => {
    if (accessKeyId === root.accessKeyId) return rootSource.find(accessKeyId, sessionToken);
    return sessionToken === undefined
      ? findLongTerm(dependencies, accessKeyId)
      : findTemporary(dependencies, opened, { accessKeyId, sessionToken });
  };
  const noteUse = (principal: SignedPrincipal, use: CredentialUse): void => {
    // The configured root key is not among the keys that IAM keeps.
    if (principal.accessKeyId === root.accessKeyId) return;
    const identities = dependencies.identities();
    if (identities instanceof Promise)
      void identities.then(
        (known) => known.noteUse(principal, use),
        () => undefined,
      );
    else identities.noteUse(principal, use);
  };
  if (!isOpen) return { isOpen, find, noteUse };
  return {
    isOpen,
    noteUse,
    async find(accessKeyId, sessionToken) {
      const found = await find(accessKeyId, sessionToken);
      const isStranger = found === "unknown-key" || found === "invalid-token";
      return isStranger ? await strangers.find(accessKeyId, sessionToken) : found;
    },
  };
}

async function findLongTerm({ identities }: IdentityCredentialDependencies, accessKeyId: string): Promise<Found> {
  const key = await (await identities()).findAccessKey(accessKeyId);
  return key?.isActive === true ? key : "unknown-key";
}

function findTemporary(
  { sealer, clock }: IdentityCredentialDependencies,
  opened: BoundedCache<string, AccessKey>,
  { accessKeyId, sessionToken }: { accessKeyId: string; sessionToken: string },
): Found {
  const nowMs = clock.nowMs();
  const remembered = opened.get(sessionToken);
  if (remembered !== undefined) {
    if (remembered.accessKeyId !== accessKeyId) return "invalid-token";
    return (sessionOf(remembered.principal)?.expiresMs ?? 0) <= nowMs ? "expired-token" : remembered;
  }
  const token = openSessionToken(sealer, sessionToken, accessKeyId, nowMs);
  switch (token.kind) {
    case "expired":
      return "expired-token";
    case "invalid":
      return "invalid-token";
    case "valid":
      opened.set(sessionToken, token.accessKey);
      return token.accessKey;
  }
}
