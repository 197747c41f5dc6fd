/**
 * What the authorizer must know of IAM's resources: their ARNs with paths, which requests do not have, their tags, and the boundary that a user
 * or role has now.
 */
import { parseArn } from "../../kit/arn.ts";
import type { Caller } from "../../auth/principal.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { Reader, RecordStore } from "../../storage/record-store.ts";
import { mfaKey, oidcKey, samlKey, serverCertificateKey } from "./account/records.ts";
import { iamArn, type IamArn, parseIamArn, rootArn } from "./arns.ts";
import { AWS_ACCOUNT } from "./managed-policies/aws-policies.ts";
import { findAccessKeyRecord } from "./store/access-keys.ts";
import { findEntity } from "./store/entities.ts";
import { findInstanceProfile } from "./store/instance-profiles.ts";
import { findPolicy } from "./store/policies.ts";
import { readRecord, type TagRecord } from "./store/records.ts";
import { findUserById } from "./store/users.ts";
import { tagMap } from "./tag-map.ts";

/** Actions whose resource is made by the request: nothing that is there tells anything about it. */
const MAKING: ReadonlySet<string> = new Set([
  "iam:CreateUser",
  "iam:CreateGroup",
  "iam:CreateRole",
  "iam:CreatePolicy",
  "iam:CreateInstanceProfile",
  "iam:CreateServiceLinkedRole",
]);

export function createIamResourceFacts(iam: { readonly records: RecordStore }): ResourceFactsSource {
  return {
    async factsOf(check, caller) {
      const arn = parseIamArn(check.resource);
      if (arn === undefined || MAKING.has(check.action)) return undefined;
      // What is AWS's own is everybody's to read; that nobody can change it is said by the operations.
      if (arn.accountId === AWS_ACCOUNT) return { accountId: caller.accountId, resource: check.resource };
      if (arn.accountId !== caller.accountId) return { accountId: arn.accountId };
      return iam.records.read((reader) => readFacts(reader, check, caller, arn));
    },
  };
}

interface Tagged {
  readonly tags?: readonly TagRecord[];
}

interface Named extends Tagged {
  readonly path: string;
  readonly name: string;
  readonly boundaryArn?: string | undefined;
}

function readFacts(reader: Reader, check: AccessCheck, caller: Caller, arn: IamArn): ResourceFacts | undefined {
  const { accountId } = caller;
  if (check.action === "iam:GetAccessKeyLastUsed") return keyOwnerFacts(reader, accountId, arn.name);
  const byArn = findByArn(reader, accountId, arn.kind, check.resource);
  if (byArn !== undefined) return { accountId, tags: tagMap(byArn.tags ?? []) };
  const found = findNamed(reader, accountId, arn, check.resource);
  if (found === undefined) return undefined;
  const facts = factsOfNamed(accountId, arn.kind, found);
  // A check whose path was given means that path and no other: the place where a user is moved to.
  return arn.path !== "/" && facts.resource !== check.resource ? undefined : facts;
}

function findNamed(reader: Reader, accountId: string, { kind, name }: IamArn, text: string): Named | undefined {
  if (kind === "user" || kind === "group" || kind === "role") return findEntity(reader, accountId, kind, name);
  if (kind === "instance-profile") return findInstanceProfile(reader, accountId, name);
  if (kind === "policy") return findPolicy(reader, accountId, text);
  return kind === "server-certificate" ? readRecord<Named>(reader, serverCertificateKey(accountId, name)) : undefined;
}

/** Devices and identity providers are named by whole ARNs; only their tags are asked for. */
function findByArn(reader: Reader, accountId: string, kind: string, text: string): Tagged | undefined {
  if (kind === "mfa") return readRecord<Tagged>(reader, mfaKey(accountId, text));
  const keyOf = kind === "oidc-provider" ? oidcKey : kind === "saml-provider" ? samlKey : undefined;
  if (keyOf === undefined) return undefined;
  const resource = parseArn(text)?.resource ?? "";
  return readRecord<Tagged>(reader, keyOf(accountId, resource.slice(kind.length + 1)));
}

/** The check names the key where the user's name would be: only its record tells whose it is. */
function keyOwnerFacts(reader: Reader, accountId: string, accessKeyId: string): ResourceFacts | undefined {
  const key = findAccessKeyRecord(reader, accessKeyId);
  if (key?.accountId !== accountId) return undefined;
  if (key.ownerId === accountId) return { accountId, resource: rootArn(accountId) };
  const user = findUserById(reader, accountId, key.ownerId);
  return user === undefined ? undefined : factsOfNamed(accountId, "user", user);
}

function factsOfNamed(accountId: string, kind: string, named: Named): ResourceFacts {
  const byFoldedKey = new Map((named.tags ?? []).map(({ Key, Value }) => [Key.toLowerCase(), Value]));
  return {
    accountId,
    resource: iamArn(accountId, kind, named.path, named.name),
    tags: tagMap(named.tags ?? []),
    condition(lowerCaseKey) {
      if (lowerCaseKey === "iam:permissionsboundary") return named.boundaryArn;
      const prefix = "iam:resourcetag/";
      return lowerCaseKey.startsWith(prefix) ? byFoldedKey.get(lowerCaseKey.slice(prefix.length)) : undefined;
    },
  };
}
