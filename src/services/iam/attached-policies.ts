/**
 * Attaching managed policies to users, groups and roles, and permissions boundaries: the same for all kinds.
 */
import type { AttachedPolicy } from "@aws-sdk/client-iam";
import type { RequestContext } from "../../kit/context.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { namedAccess } from "./access.ts";
import { parseIamArn } from "./arns.ts";
import { type EntityRef, requireEntityName, requireModifiable } from "./entity-ref.ts";
import { noSuchEntity, policyNotAttachable, policyNotAttachableHere, policyNotFound, quotaExceeded } from "./errors.ts";
import type { Iam } from "./iam.ts";
import { ATTACHED_POLICIES_MAX } from "./limits.ts";
import { AWS_ACCOUNT, type AwsPolicies } from "./managed-policies/aws-policies.ts";
import { type Listed, type PageInput, pageOf, pageOfList } from "./pagination.ts";
import { indexLink, unindexLink } from "./store/attachments.ts";
import { requireEntity, writeEntity } from "./store/entities.ts";
import { findPolicy } from "./store/policies.ts";
import { fold, type PrincipalRecord } from "./store/records.ts";
import { requireArn, requirePathPrefix } from "./validation.ts";

export function attachmentAccess(
  action: string,
  context: RequestContext,
  ref: EntityRef,
  policyArn: string,
): AccessCheck[] {
  return namedAccess(action, context, ref, { "iam:PolicyARN": policyArn });
}

const QUOTAS = { user: "PoliciesPerUser", group: "PoliciesPerGroup", role: "PoliciesPerRole" } as const;

/**
 * Attached already is not an error.
 *
 * @throws {ServiceError} ValidationError; NoSuchEntity; UnmodifiableEntity; PolicyNotAttachable; LimitExceeded
 */
export async function attachPolicy(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  policyArn: string,
): Promise<void> {
  requireEntityName(ref);
  requireArn(policyArn);
  const aws = await iam.awsPolicies();
  await iam.records.transact((transaction) => {
    const record = requireModifiable(transaction, accountId, ref);
    if (!isThere(transaction, aws, accountId, policyArn)) throw policyNotAttachable(policyArn);
    refuseServiceRolePolicy(policyArn);
    if (record.attached.includes(policyArn)) return;
    if (record.attached.length >= ATTACHED_POLICIES_MAX) throw quotaExceeded(QUOTAS[ref.kind], ATTACHED_POLICIES_MAX);
    writeEntity(transaction, accountId, ref.kind, { ...record, attached: [...record.attached, policyArn] });
    indexLink(transaction, accountId, { use: "attached", policyArn, ...ref });
  });
}

/** @throws {ServiceError} ValidationError; NoSuchEntity for the entity or when the policy is not attached; UnmodifiableEntity */
export async function detachPolicy(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  policyArn: string,
): Promise<void> {
  requireEntityName(ref);
  requireArn(policyArn);
  await iam.records.transact((transaction) => {
    const record = requireModifiable(transaction, accountId, ref);
    if (!record.attached.includes(policyArn)) throw policyNotFound(policyArn);
    writeEntity(transaction, accountId, ref.kind, {
      ...record,
      attached: record.attached.filter((arn) => arn !== policyArn),
    });
    unindexLink(transaction, accountId, { use: "attached", policyArn, ...ref });
  });
}

/** In the order of the policies' names. @throws {ServiceError} ValidationError; NoSuchEntity */
export async function listAttachedPolicies(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  input: PageInput & { readonly PathPrefix?: string | undefined },
): Promise<Listed<AttachedPolicy>> {
  requireEntityName(ref);
  requirePathPrefix(input.PathPrefix);
  const page = pageOf(input);
  const record = await iam.records.read((reader) => requireEntity(reader, accountId, ref.kind, ref.name));
  const prefix = input.PathPrefix ?? "/";
  const attached = attachedShapes(record.attached).filter(({ PolicyArn }) =>
    (parseIamArn(PolicyArn ?? "")?.path ?? "").startsWith(prefix),
  );
  return pageOfList(attached, page, sortKey);
}

/** One of AWS's and one of the account's may have the same name. */
function sortKey({ PolicyName = "", PolicyArn = "" }: AttachedPolicy): string {
  return `${fold(PolicyName)} ${PolicyArn}`;
}

export function attachedShapes(policyArns: readonly string[]): AttachedPolicy[] {
  return policyArns
    .map((arn) => ({ PolicyName: parseIamArn(arn)?.name ?? "", PolicyArn: arn }))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function isThere(reader: Reader, aws: AwsPolicies, accountId: string, policyArn: string): boolean {
  return findPolicy(reader, accountId, policyArn) !== undefined || aws.find(policyArn) !== undefined;
}

// AWS: policies of service-linked roles are for them alone (seen in public transcripts of AttachRolePolicy).
function refuseServiceRolePolicy(policyArn: string): void {
  const arn = parseIamArn(policyArn);
  if (arn?.accountId === AWS_ACCOUNT && arn.path.startsWith("/aws-service-role/"))
    throw policyNotAttachableHere("Cannot attach a Service Role Policy to a Customer Role.");
}

/**
 * The record with another boundary, or without one; the index follows.
 *
 * @throws {ServiceError} NoSuchEntity when there is no such policy; PolicyNotAttachable
 */
export function withBoundary<Record extends PrincipalRecord>(
  transaction: Transaction,
  place: { readonly accountId: string; readonly aws: AwsPolicies; readonly kind: "user" | "role" },
  record: Record,
  boundaryArn: string | undefined,
): Record {
  const { accountId, aws, kind } = place;
  const { name } = record;
  if (boundaryArn !== undefined) {
    if (!isThere(transaction, aws, accountId, boundaryArn))
      throw noSuchEntity(`Scope ARN: ${boundaryArn} does not exist or is not attachable.`);
    refuseServiceRolePolicy(boundaryArn);
  }
  if (record.boundaryArn !== undefined)
    unindexLink(transaction, accountId, { use: "boundary", policyArn: record.boundaryArn, kind, name });
  if (boundaryArn !== undefined)
    indexLink(transaction, accountId, { use: "boundary", policyArn: boundaryArn, kind, name });
  return { ...record, boundaryArn };
}

/** @throws {ServiceError} ValidationError; NoSuchEntity; UnmodifiableEntity; PolicyNotAttachable */
export async function putBoundary(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef<"user"> | EntityRef<"role">,
  boundaryArn: string | undefined,
): Promise<void> {
  requireEntityName(ref);
  requireArn(boundaryArn, "permissionsBoundary");
  const aws = await iam.awsPolicies();
  await iam.records.transact((transaction) => {
    const record = requireModifiable(transaction, accountId, ref);
    if (boundaryArn === undefined && record.boundaryArn === undefined)
      throw noSuchEntity(`The ${ref.kind} with name ${ref.name} does not have a permissions boundary attached.`);
    const changed = withBoundary(transaction, { accountId, aws, kind: ref.kind }, record, boundaryArn);
    writeEntity(transaction, accountId, ref.kind, changed);
  });
}
