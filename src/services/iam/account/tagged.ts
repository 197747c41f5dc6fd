/**
 * Tagging what `account/` keeps: MFA devices, identity providers and server certificates, whose keys of tags are compared with case.
 */
import type { Tag } from "@aws-sdk/client-iam";
import type { Key, Reader } from "../../../storage/record-store.ts";
import type { Iam } from "../iam.ts";
import { type Listed, type PageInput, pageOf, pageOfList } from "../pagination.ts";
import type { TagRecord } from "../store/records.ts";
import { checkedTagKeys, checkedTags, mergedTags, withoutTags } from "../tags.ts";
import { put } from "./records.ts";

interface TaggedRecord {
  readonly tags: readonly TagRecord[];
}

/** One resource: where it is kept, and how it is found or refused. */
export interface TaggedResource {
  readonly key: Key;
  readonly get: (reader: Reader) => TaggedRecord;
}

/** @throws {ServiceError} ValidationError; InvalidInput; NoSuchEntity; LimitExceeded */
export async function addTags(iam: Iam, resource: TaggedResource, tags: readonly Tag[]): Promise<void> {
  const added = checkedTags(tags, "kept");
  await iam.records.transact((transaction) => {
    const record = resource.get(transaction);
    put(transaction, resource.key, { ...record, tags: mergedTags(record.tags, added, "kept") });
  });
}

/** @throws {ServiceError} ValidationError; InvalidInput; NoSuchEntity */
export async function removeTags(iam: Iam, resource: TaggedResource, keys: readonly string[]): Promise<void> {
  const removed = checkedTagKeys(keys);
  await iam.records.transact((transaction) => {
    const record = resource.get(transaction);
    put(transaction, resource.key, { ...record, tags: withoutTags(record.tags, removed, "kept") });
  });
}

/** In the order of their keys. @throws {ServiceError} ValidationError; NoSuchEntity */
export async function listTags(iam: Iam, resource: TaggedResource, input: PageInput): Promise<Listed<Tag>> {
  const page = pageOf(input);
  const { tags } = await iam.records.read(resource.get);
  return pageOfList(tagShapes(tags), page, ({ Key }) => Key ?? "");
}

export function tagShapes(tags: readonly TagRecord[]): Tag[] {
  return tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1)).map((tag) => ({ ...tag }));
}
