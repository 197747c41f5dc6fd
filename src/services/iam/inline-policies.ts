/**
 * Inline policies of users, groups and roles: the same for all three. Their names are unique without case within their entity.
 */
import type { RequestContext } from "../../kit/context.ts";
import { type EntityRef, requireEntityName, requireModifiable } from "./entity-ref.ts";
import { inlinePolicyNotFound } from "./errors.ts";
import type { Iam } from "./iam.ts";
import { type Listed, type PageInput, pageOf, pageOfList } from "./pagination.ts";
import { checkedDocument, refuseUnknownActions, encodedDocument, requireInlineSize } from "./policy-documents.ts";
import { requireEntity, writeEntity } from "./store/entities.ts";
import { fold, type InlinePolicyRecord } from "./store/records.ts";
import { requireDocumentText, requirePolicyName } from "./validation.ts";

/**
 * Replaces the policy of that name, or adds one.
 *
 * @throws {ServiceError} ValidationError; NoSuchEntity; UnmodifiableEntity; MalformedPolicyDocument; LimitExceeded
 */
export async function putInlinePolicy(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  policy: InlinePolicyRecord,
): Promise<void> {
  requireEntityName(ref);
  requirePolicyName(policy.name);
  requireDocumentText(policy.document);
  await refuseUnknownActions(iam, policy.document, "identity");
  await iam.records.transact((transaction) => {
    const record = requireModifiable(transaction, accountId, ref);
    checkedDocument(policy.document, "identity");
    const inline = [...record.inline.filter(({ name }) => fold(name) !== fold(policy.name)), policy].sort((a, b) =>
      fold(a.name) < fold(b.name) ? -1 : 1,
    );
    requireInlineSize(ref.kind, record.name, inline);
    writeEntity(transaction, accountId, ref.kind, { ...record, inline });
  });
}

/** The policy with its document URL-encoded. @throws {ServiceError} ValidationError; NoSuchEntity */
export async function getInlinePolicy(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  policyName: string,
): Promise<{ readonly entityName: string; readonly name: string; readonly document: string }> {
  requireEntityName(ref);
  requirePolicyName(policyName);
  const record = await iam.records.read((reader) => requireEntity(reader, accountId, ref.kind, ref.name));
  const policy = record.inline.find(({ name }) => fold(name) === fold(policyName));
  if (policy === undefined) throw inlinePolicyNotFound(ref.kind, policyName);
  return { entityName: record.name, name: policy.name, document: encodedDocument(policy.document) };
}

/** @throws {ServiceError} ValidationError; NoSuchEntity; UnmodifiableEntity */
export async function deleteInlinePolicy(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  policyName: string,
): Promise<void> {
  requireEntityName(ref);
  requirePolicyName(policyName);
  await iam.records.transact((transaction) => {
    const record = requireModifiable(transaction, accountId, ref);
    const inline = record.inline.filter(({ name }) => fold(name) !== fold(policyName));
    if (inline.length === record.inline.length) throw inlinePolicyNotFound(ref.kind, policyName);
    writeEntity(transaction, accountId, ref.kind, { ...record, inline });
  });
}

/** @throws {ServiceError} ValidationError; NoSuchEntity */
export async function listInlinePolicies(
  iam: Iam,
  { accountId }: RequestContext,
  ref: EntityRef,
  input: PageInput,
): Promise<Listed<string>> {
  requireEntityName(ref);
  const page = pageOf(input);
  const record = await iam.records.read((reader) => requireEntity(reader, accountId, ref.kind, ref.name));
  return pageOfList(
    record.inline.map(({ name }) => name),
    page,
    fold,
  );
}
