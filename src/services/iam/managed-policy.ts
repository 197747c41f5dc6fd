/**
 * Managed policies as requests name them, whoever owns them: the account's own and AWS's in one form.
 */
import type { RequestContext } from "../../kit/context.ts";
import type { Reader } from "../../storage/record-store.ts";
import { nameOf } from "../../auth/principal.ts";
import { parseIamArn } from "./arns.ts";
import { notOfThisAccount, policyNotFound } from "./errors.ts";
import { AWS_ACCOUNT, type AwsPolicy } from "./managed-policies/aws-policies.ts";
import type { PolicyPlace } from "./policy-compiler.ts";
import { countUses } from "./store/attachments.ts";
import { findPolicy, policyArnOf } from "./store/policies.ts";
import type { PolicyRecord, TagRecord } from "./store/records.ts";

export interface VersionView {
  readonly versionId: string;
  readonly createdMs: number;
  readonly document: string;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly description: string | undefined;
  readonly tags: readonly TagRecord[];
  readonly defaultVersionId: string;
  /** Newest first. */
  readonly versions: readonly VersionView[];
  readonly attachmentCount: number;
  readonly boundaryCount: number;
}

export function ownPolicy(reader: Reader, accountId: string, record: PolicyRecord): ManagedPolicy {
  const arn = policyArnOf(accountId, record);
  return {
    arn,
    id: record.id,
    name: record.name,
    path: record.path,
    createdMs: record.createdMs,
    updatedMs: record.updatedMs,
    description: record.description,
    tags: record.tags,
    defaultVersionId: `v${record.defaultVersion}`,
    versions: record.versions
      .map(({ number, createdMs, document }) => ({ versionId: `v${number}`, createdMs, document }))
      .toReversed(),
    attachmentCount: countUses(reader, accountId, "attached", arn),
    boundaryCount: countUses(reader, accountId, "boundary", arn),
  };
}

export function awsPolicy(reader: Reader, accountId: string, policy: AwsPolicy): ManagedPolicy {
  const { arn, id, name, path, createdMs, updatedMs, defaultVersionId, document } = policy;
  return {
    arn,
    id,
    name,
    path,
    createdMs,
    updatedMs,
    description: undefined,
    tags: [],
    defaultVersionId,
    versions: [{ versionId: defaultVersionId, createdMs: updatedMs, document }],
    attachmentCount: countUses(reader, accountId, "attached", arn),
    boundaryCount: countUses(reader, accountId, "boundary", arn),
  };
}

export function findManagedPolicy(
  { reader, aws, accountId }: PolicyPlace,
  policyArn: string,
): ManagedPolicy | undefined {
  const own = findPolicy(reader, accountId, policyArn);
  if (own !== undefined) return ownPolicy(reader, accountId, own);
  const theirs = aws.find(policyArn);
  return theirs === undefined ? undefined : awsPolicy(reader, accountId, theirs);
}

/** @throws {ServiceError} NoSuchEntity */
export function requireManagedPolicy(place: PolicyPlace, policyArn: string): ManagedPolicy {
  const policy = findManagedPolicy(place, policyArn);
  if (policy === undefined) throw policyNotFound(policyArn);
  return policy;
}

/**
 * A policy that the account may change.
 *
 * @throws {ServiceError} AccessDenied for AWS's; NoSuchEntity
 */
export function requireOwnPolicy(
  reader: Reader,
  context: RequestContext,
  action: string,
  policyArn: string,
): PolicyRecord {
  if (parseIamArn(policyArn)?.accountId === AWS_ACCOUNT)
    throw notOfThisAccount(nameOf(context.principal), `iam:${action}`, policyArn);
  const record = findPolicy(reader, context.accountId, policyArn);
  if (record === undefined) throw policyNotFound(policyArn);
  return record;
}
