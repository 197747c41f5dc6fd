/** One object as the listings show it. */
import type { ChecksumType, ObjectStorageClass, Owner, _Object as ListedObject } from "@aws-sdk/client-s3";
import { quoteEtag } from "../etag.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import type { ListEntry, Page } from "./list-page.ts";
import type { ShowText } from "./listing-request.ts";
import type { ObjectItem } from "./sources.ts";

export interface ShowOptions {
  readonly showText: ShowText;
  /** Left out of ListObjectsV2 unless asked for. */
  readonly owner: Owner | undefined;
}

/** The members that Contents and Version entries have in common. */
export function versionMembers(version: ObjectVersion): Pick<
  ListedObject,
  "LastModified" | "ETag" | "Size" | "ChecksumAlgorithm" | "ChecksumType"
> & {
  StorageClass: ObjectStorageClass;
} {
  const { checksum } = version;
  return {
    LastModified: new Date(version.lastModifiedMs),
    ETag: quoteEtag(version.etag),
    Size: version.sizeBytes,
    StorageClass: (version.storageClass ?? "STANDARD") as ObjectStorageClass,
    ...(checksum === undefined
      ? {}
      : { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type as ChecksumType }),
  };
}

/** Contents and CommonPrefixes of a page; a member without entries is left out. */
export function pageMembers(
  page: Page<ObjectItem>,
  options: ShowOptions,
): { Contents?: ListedObject[]; CommonPrefixes?: { Prefix: string }[] } {
  const contents = itemsOf(page).map(({ key, version }) => ({
    Key: options.showText(key),
    ...versionMembers(version),
    Owner: options.owner,
  }));
  return { ...(contents.length === 0 ? {} : { Contents: contents }), ...commonPrefixMembers(page, options.showText) };
}

export function itemsOf<Item>(page: Page<Item>): Item[] {
  const items: Item[] = [];
  for (const { item } of page.entries) if (item !== undefined) items.push(item);
  return items;
}

export function commonPrefixMembers(
  page: Page<unknown>,
  showText: ShowText,
): { CommonPrefixes?: { Prefix: string }[] } {
  const prefixes: { Prefix: string }[] = [];
  for (const { commonPrefix } of page.entries) {
    if (commonPrefix !== undefined) prefixes.push({ Prefix: showText(commonPrefix) });
  }
  return prefixes.length === 0 ? {} : { CommonPrefixes: prefixes };
}

/** The last key or common prefix shown, when there is more. */
export function lastPosition(page: Page<{ readonly key: string }>): string | undefined {
  if (!page.isTruncated) return undefined;
  const last: ListEntry<{ readonly key: string }> | undefined = page.entries.at(-1);
  return last?.commonPrefix ?? last?.item?.key;
}
