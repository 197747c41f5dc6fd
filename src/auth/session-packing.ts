/**
 * A principal with its session as a short JSON array, and back. Names that can be told from others (the ARN of a role session) are left out,
 * because the token travels with every request.
 */
import { InvariantError } from "../runtime/assert.ts";
import type {
  AssumedRolePrincipal,
  FederatedUserPrincipal,
  RootPrincipal,
  Session,
  SignedPrincipal,
  UserPrincipal,
} from "./principal.ts";

/** Times in milliseconds, then what is not empty: mfa, source identity, tags, transitive keys, policies, policy ARNs, federated provider, claims, chained, directory bucket. */
type PackedSession = readonly [
  issuedMs: number,
  lifeMs: number,
  rest?: {
    readonly m?: number;
    readonly s?: string;
    readonly t?: Readonly<Record<string, string>>;
    readonly k?: readonly string[];
    readonly p?: readonly string[];
    readonly a?: readonly string[];
    readonly f?: string;
    readonly c?: Readonly<Record<string, string | readonly string[]>>;
    readonly h?: 1;
    readonly d?: readonly [name: string, isReadOnly: boolean];
  },
];

type PackedLongTerm =
  | readonly ["r", accountId: string, arn: string, userId: string]
  | readonly ["u", accountId: string, arn: string, userId: string, userName: string];

export type PackedPrincipal =
  | readonly [...PackedLongTerm, PackedSession]
  | readonly ["a", roleArn: string, roleName: string, roleId: string, sessionName: string, PackedSession]
  | readonly ["f", arn: string, userId: string, creatorKeyId: string, creator: PackedLongTerm, PackedSession];

export function packPrincipal(principal: SignedPrincipal): PackedPrincipal {
  switch (principal.type) {
    case "root":
    case "user":
      if (principal.session === undefined) throw new InvariantError("only temporary credentials are packed");
      return [...packLongTerm(principal), packSession(principal.session)];
    case "assumed-role": {
      const { roleArn, roleName, roleId, sessionName, session } = principal;
      return ["a", roleArn, roleName, roleId, sessionName, packSession(session)];
    }
    case "federated-user": {
      const { arn, userId, creator, session } = principal;
      return ["f", arn, userId, creator.accessKeyId, packLongTerm(creator), packSession(session)];
    }
  }
}

export function unpackPrincipal(packed: PackedPrincipal, accessKeyId: string): SignedPrincipal {
  switch (packed[0]) {
    case "r":
    case "u": {
      const session = unpackSession(packed[packed.length - 1] as PackedSession);
      return { ...unpackLongTerm(packed as unknown as PackedLongTerm, accessKeyId), session };
    }
    case "a":
      return unpackAssumedRole(packed, accessKeyId);
    case "f": {
      const [, arn, userId, creatorKeyId, creator, session] = packed;
      const accountId = creator[1];
      const federated: Omit<FederatedUserPrincipal, "creator" | "session"> = {
        type: "federated-user",
        accountId,
        accessKeyId,
        arn,
        userId,
      };
      return { ...federated, creator: unpackLongTerm(creator, creatorKeyId), session: unpackSession(session) };
    }
  }
}

function unpackAssumedRole(packed: Extract<PackedPrincipal, { 0: "a" }>, accessKeyId: string): AssumedRolePrincipal {
  const [, roleArn, roleName, roleId, sessionName, session] = packed;
  return assumedRole({ roleArn, roleName, roleId, sessionName, accessKeyId, session: unpackSession(session) });
}

/** A role's session, its derived names filled in. */
export function assumedRole(
  parts: Omit<AssumedRolePrincipal, "type" | "accountId" | "arn" | "userId">,
): AssumedRolePrincipal {
  const { roleArn, roleName, roleId, sessionName } = parts;
  const [, partition = "aws", , , accountId = ""] = roleArn.split(":");
  return {
    type: "assumed-role",
    ...parts,
    accountId,
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `${roleId}:${sessionName}`,
  };
}

function packLongTerm(principal: UserPrincipal | RootPrincipal): PackedLongTerm {
  const { accountId, arn, userId } = principal;
  return principal.type === "root" ? ["r", accountId, arn, userId] : ["u", accountId, arn, userId, principal.userName];
}

function unpackLongTerm(packed: PackedLongTerm, accessKeyId: string): UserPrincipal | RootPrincipal {
  const [kind, accountId, arn, userId] = packed;
  const known = { accountId, accessKeyId, arn, userId };
  return kind === "r" ? { type: "root", ...known } : { type: "user", ...known, userName: packed[4] };
}

function packSession(session: Session): PackedSession {
  const { issuedMs, expiresMs, mfaMs, sourceIdentity, tags, transitiveTagKeys, policies, policyArns } = session;
  const rest = {
    ...(mfaMs === undefined ? {} : { m: mfaMs }),
    ...(sourceIdentity === undefined ? {} : { s: sourceIdentity }),
    ...(Object.keys(tags).length === 0 ? {} : { t: tags }),
    ...(transitiveTagKeys.length === 0 ? {} : { k: transitiveTagKeys }),
    ...(policies.length === 0 ? {} : { p: policies }),
    ...(policyArns.length === 0 ? {} : { a: policyArns }),
    ...(session.federatedProvider === undefined ? {} : { f: session.federatedProvider }),
    ...(session.claims === undefined ? {} : { c: session.claims }),
    ...(session.isChained === true ? { h: 1 as const } : {}),
    ...(session.directoryBucket === undefined ? {} : { d: packBucket(session.directoryBucket) }),
  };
  const times = [issuedMs, expiresMs - issuedMs] as const;
  return Object.keys(rest).length === 0 ? times : [...times, rest];
}

function packBucket({ name, isReadOnly }: { name: string; isReadOnly: boolean }): readonly [string, boolean] {
  return [name, isReadOnly];
}

function unpackSession([issuedMs, lifeMs, rest = {}]: PackedSession): Session {
  return {
    issuedMs,
    expiresMs: issuedMs + lifeMs,
    tags: rest.t ?? {},
    transitiveTagKeys: rest.k ?? [],
    policies: rest.p ?? [],
    policyArns: rest.a ?? [],
    ...(rest.m === undefined ? {} : { mfaMs: rest.m }),
    ...(rest.s === undefined ? {} : { sourceIdentity: rest.s }),
    ...(rest.f === undefined ? {} : { federatedProvider: rest.f }),
    ...(rest.c === undefined ? {} : { claims: rest.c }),
    ...(rest.h === 1 ? { isChained: true } : {}),
    ...(rest.d === undefined ? {} : { directoryBucket: { name: rest.d[0], isReadOnly: rest.d[1] } }),
  };
}
