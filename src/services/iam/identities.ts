/**
 * IAM for the rest of the program: whose key a request was signed with, and which policies decide for its principal. Compiled policies are kept
 * in memory and used as long as the account's generation stands (`store/generation.ts`), so an answer costs one small read and is exact at any
 * moment, also when another process on the same store has just changed something.
 */
import type { AssumedRolePrincipal, Principal, RootPrincipal, UserPrincipal } from "../../auth/principal.ts";
import type { Identities, LongTermKey, PrincipalPolicies, RoleFacts } from "../../kit/ports/identities.ts";
import type { Reader } from "../../storage/record-store.ts";
import { createAccountIdentities } from "./account/account-identities.ts";
import { iamArn, rootArn } from "./arns.ts";
import { BoundedCache } from "../../kit/bounded-cache.ts";
import type { Iam } from "./iam.ts";
import { CACHED_PRINCIPALS_MAX } from "./limits.ts";
import { createPolicyCompiler, type PolicyCompiler, type PolicyPlace } from "./policy-compiler.ts";
import { findAccessKeyRecord, openSecret } from "./store/access-keys.ts";
import { findEntity } from "./store/entities.ts";
import { currentGeneration, type Generation, readGeneration } from "./store/generation.ts";
import type { AccessKeyRecord, RoleRecord } from "./store/records.ts";
import { findUserById } from "./store/users.ts";
import { tagMap } from "./tag-map.ts";

/** A value and the generation of its account for which it is true. */
interface Dated<Value> {
  readonly accountId: string;
  readonly generation: Generation;
  readonly value: Value;
}

interface Parts {
  readonly iam: Iam;
  readonly compiler: PolicyCompiler;
  readonly keys: BoundedCache<string, Dated<LongTermKey>>;
  readonly principals: BoundedCache<string, Dated<PrincipalPolicies>>;
}

export function createIdentities(iam: Iam): Identities {
  const parts: Parts = {
    iam,
    compiler: createPolicyCompiler(),
    keys: new BoundedCache(CACHED_PRINCIPALS_MAX),
    principals: new BoundedCache(CACHED_PRINCIPALS_MAX),
  };
  return {
    ...createAccountIdentities(iam),
    findAccessKey: (accessKeyId) => findAccessKey(parts, accessKeyId),
    policiesOf: (principal) => policiesOf(parts, principal),
    async managedPolicy(accountId, policyArn, use) {
      const aws = await iam.awsPolicies();
      const layer = use === "session" ? "session-policy" : "permissions-boundary";
      return iam.records.read((reader) => parts.compiler.managed({ reader, aws, accountId }, layer, policyArn));
    },
    findRole: (accountId, roleName) =>
      iam.records.read((reader) => {
        const role = findEntity(reader, accountId, "role", roleName);
        return role === undefined ? undefined : roleFacts(accountId, role);
      }),
    noteUse(principal, { service, region, nowMs }) {
      const use = { usedMs: nowMs, service, region };
      if (principal.type === "assumed-role") iam.uses.note(principal.accountId, "role", principal.roleId, use);
      else if (isLongTerm(principal) && parts.keys.get(principal.accessKeyId) !== undefined)
        iam.uses.note(principal.accountId, "access-key", principal.accessKeyId, use);
    },
  };
}

/** The keys that IAM has: the root user's configured key is none of them. */
function isLongTerm(principal: Principal): principal is UserPrincipal | RootPrincipal {
  return (principal.type === "user" || principal.type === "root") && principal.session === undefined;
}

async function isCurrent<Value>({ iam }: Parts, dated: Dated<Value> | undefined): Promise<boolean> {
  return dated !== undefined && (await currentGeneration(iam.records, dated.accountId)) === dated.generation;
}

async function findAccessKey(parts: Parts, accessKeyId: string): Promise<LongTermKey | undefined> {
  const known = parts.keys.get(accessKeyId);
  if (known !== undefined && (await isCurrent(parts, known))) return known.value;
  const found = await parts.iam.records.read((reader) => {
    const record = findAccessKeyRecord(reader, accessKeyId);
    if (record === undefined) return undefined;
    const principal = ownerOf(reader, record);
    return { record, principal, generation: readGeneration(reader, record.accountId) };
  });
  if (found?.principal === undefined) return undefined;
  const { record, principal, generation } = found;
  const secretAccessKey = openSecret(parts.iam.sealer, record);
  if (secretAccessKey === undefined) {
    parts.iam.runtime.log.error("an access key was sealed with another root key and cannot be used", { accessKeyId });
    return undefined;
  }
  const value: LongTermKey = { accessKeyId, secretAccessKey, isActive: record.isActive, principal };
  parts.keys.set(accessKeyId, { accountId: record.accountId, generation, value });
  return value;
}

function ownerOf(reader: Reader, key: AccessKeyRecord): UserPrincipal | RootPrincipal | undefined {
  const { accountId, accessKeyId, ownerId } = key;
  if (ownerId === accountId)
    return { type: "root", accountId, accessKeyId, arn: rootArn(accountId), userId: accountId };
  const user = findUserById(reader, accountId, ownerId);
  if (user === undefined) return undefined;
  const arn = iamArn(accountId, "user", user.path, user.name);
  return { type: "user", accountId, accessKeyId, arn, userId: user.id, userName: user.name };
}

const NOBODYS: PrincipalPolicies = {
  identity: [],
  boundary: undefined,
  tags: {},
  isServiceLinkedRole: false,
  isThere: true,
};
const GONE: PrincipalPolicies = { ...NOBODYS, isThere: false };

/** Root users and services have no policies of their own: what they may do is not IAM's to say. */
async function policiesOf(parts: Parts, principal: Principal): Promise<PrincipalPolicies> {
  if (principal.type === "federated-user") return policiesOf(parts, principal.creator);
  if (principal.type !== "user" && principal.type !== "assumed-role") return NOBODYS;
  const { accountId } = principal;
  const id = idOf(principal);
  const known = parts.principals.get(id);
  if (known !== undefined && (await isCurrent(parts, known))) return known.value;
  const aws = await parts.iam.awsPolicies();
  const dated = await parts.iam.records.read((reader) => ({
    accountId,
    generation: readGeneration(reader, accountId),
    value: readPolicies(parts.compiler, { reader, aws, accountId }, principal),
  }));
  parts.principals.set(id, dated);
  return dated.value;
}

/** Unique ids are the identities: names may be used again. */
function idOf(principal: UserPrincipal | AssumedRolePrincipal): string {
  return principal.type === "user" ? principal.userId : principal.roleId;
}

function readPolicies(
  compiler: PolicyCompiler,
  place: PolicyPlace,
  principal: UserPrincipal | AssumedRolePrincipal,
): PrincipalPolicies {
  const { reader, accountId } = place;
  if (principal.type === "user") {
    const user = findUserById(reader, accountId, principal.userId);
    if (user === undefined) return GONE;
    const groups = user.groups
      .map((name) => findEntity(reader, accountId, "group", name))
      .filter((group) => group !== undefined);
    return {
      identity: [
        ...compiler.identity(place, "user", user),
        ...groups.flatMap((group) => compiler.identity(place, "group", group)),
      ],
      boundary: compiler.boundary(place, user.boundaryArn),
      tags: tagMap(user.tags),
      isServiceLinkedRole: false,
      isThere: true,
    };
  }
  const role = findEntity(reader, accountId, "role", principal.roleName);
  if (role === undefined || role.id !== principal.roleId) return GONE;
  return {
    identity: compiler.identity(place, "role", role),
    boundary: compiler.boundary(place, role.boundaryArn),
    tags: tagMap(role.tags),
    isServiceLinkedRole: role.linkedService !== undefined,
    isThere: true,
  };
}

function roleFacts(accountId: string, role: RoleRecord): RoleFacts {
  return {
    accountId,
    roleArn: iamArn(accountId, "role", role.path, role.name),
    roleName: role.name,
    roleId: role.id,
    path: role.path,
    trustPolicy: role.trustPolicy,
    maxSessionSeconds: role.maxSessionSeconds,
    tags: tagMap(role.tags),
    permissionsBoundaryArn: role.boundaryArn,
  };
}
