/**
 * Tagging users, roles, policies and instance profiles: one way to find, read and write the tags of each.
 */
import type { Tag } from "@aws-sdk/client-iam";
import type { RequestContext } from "../../kit/context.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { requireModifiable } from "./entity-ref.ts";
import { policyNotFound } from "./errors.ts";
import type { Iam } from "./iam.ts";
import { requireOwnPolicy } from "./managed-policy.ts";
import { type Listed, type PageInput, pageOf, pageOfList } from "./pagination.ts";
import { requireEntity, writeEntity } from "./store/entities.ts";
import { requireInstanceProfile, writeInstanceProfile } from "./store/instance-profiles.ts";
import { findPolicy, writePolicy } from "./store/policies.ts";
import type { TagRecord } from "./store/records.ts";
import { checkedTagKeys, checkedTags, mergedTags, type TagCase, withoutTags } from "./tags.ts";
import { requireArn, requireExistingUserName, requireInstanceProfileName, requireRoleName } from "./validation.ts";

export interface TaggedRef {
  readonly kind: "user" | "role" | "policy" | "instance-profile";
  /** For policies, the ARN. */
  readonly name: string;
}

/** One kind of taggable resource. */
interface TagTarget {
  readonly tagCase: TagCase;
  requireName(name: string): void;
  read(reader: Reader, accountId: string, name: string): readonly TagRecord[];
  write(
    transaction: Transaction,
    // `action`: what a refusal to change a policy of AWS's names.
    change: { readonly context: RequestContext; readonly action: string; readonly name: string },
    changed: (known: readonly TagRecord[]) => readonly TagRecord[],
  ): void;
}

const TARGETS: Readonly<Record<TaggedRef["kind"], TagTarget>> = {
  user: {
    tagCase: "ignored",
    requireName: (name) => requireExistingUserName(name),
    read: (reader, accountId, name) => requireEntity(reader, accountId, "user", name).tags,
    write(transaction, { context: { accountId }, name }, changed) {
      const user = requireEntity(transaction, accountId, "user", name);
      writeEntity(transaction, accountId, "user", { ...user, tags: changed(user.tags) });
    },
  },
  role: {
    tagCase: "ignored",
    requireName: requireRoleName,
    read: (reader, accountId, name) => requireEntity(reader, accountId, "role", name).tags,
    write(transaction, { context: { accountId }, name }, changed) {
      const role = requireModifiable(transaction, accountId, { kind: "role", name });
      writeEntity(transaction, accountId, "role", { ...role, tags: changed(role.tags) });
    },
  },
  policy: {
    tagCase: "kept",
    requireName: requireArn,
    read(reader, accountId, name) {
      const policy = findPolicy(reader, accountId, name);
      if (policy === undefined) throw policyNotFound(name);
      return policy.tags;
    },
    write(transaction, { context, action, name }, changed) {
      const policy = requireOwnPolicy(transaction, context, action, name);
      writePolicy(transaction, context.accountId, { ...policy, tags: changed(policy.tags) });
    },
  },
  "instance-profile": {
    tagCase: "kept",
    requireName: requireInstanceProfileName,
    read: (reader, accountId, name) => requireInstanceProfile(reader, accountId, name).tags,
    write(transaction, { context: { accountId }, name }, changed) {
      const profile = requireInstanceProfile(transaction, accountId, name);
      writeInstanceProfile(transaction, accountId, { ...profile, tags: changed(profile.tags) });
    },
  },
};

/** @throws {ServiceError} ValidationError; InvalidInput; NoSuchEntity; UnmodifiableEntity; LimitExceeded */
export async function tagResource(
  iam: Iam,
  context: RequestContext,
  { kind, name }: TaggedRef,
  tags: readonly Tag[],
): Promise<void> {
  const target = TARGETS[kind];
  target.requireName(name);
  const added = checkedTags(tags, target.tagCase);
  await iam.records.transact((transaction) =>
    target.write(transaction, { context, action: "TagPolicy", name }, (known) =>
      mergedTags(known, added, target.tagCase),
    ),
  );
}

/** @throws {ServiceError} ValidationError; InvalidInput; NoSuchEntity; UnmodifiableEntity */
export async function untagResource(
  iam: Iam,
  context: RequestContext,
  { kind, name }: TaggedRef,
  keys: readonly string[],
): Promise<void> {
  const target = TARGETS[kind];
  target.requireName(name);
  const removed = checkedTagKeys(keys);
  await iam.records.transact((transaction) =>
    target.write(transaction, { context, action: "UntagPolicy", name }, (known) =>
      withoutTags(known, removed, target.tagCase),
    ),
  );
}

/** In the order of their keys. @throws {ServiceError} ValidationError; NoSuchEntity */
export async function listResourceTags(
  iam: Iam,
  { accountId }: RequestContext,
  { kind, name }: TaggedRef,
  input: PageInput,
): Promise<Listed<Tag>> {
  const target = TARGETS[kind];
  target.requireName(name);
  const page = pageOf(input);
  const tags = await iam.records.read((reader) => target.read(reader, accountId, name));
  const sorted = tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1)).map((tag): Tag => ({ ...tag }));
  return pageOfList(sorted, page, ({ Key }) => Key ?? "");
}
