/** One object as the listings show it. */
import type { _Object as ListedObject } from "@aws-sdk/client-s3";
import type { OwnerOf } from "../buckets/owner.ts";
import type { ListEntry, Page } from "./list-page.ts";
import type { ShowText } from "./listing-request.ts";
import type { ListedItem, ListedSource } from "./listed-source.ts";

export interface ShowOptions {
  readonly showText: ShowText;
  /** Left out of ListObjectsV2 unless asked for. */
  readonly ownerOf: OwnerOf | undefined;
}

/** Contents and CommonPrefixes of a page; a member without entries is left out. */
export function pageMembers(
  source: ListedSource,
  page: Page<ListedItem>,
  { showText, ownerOf }: ShowOptions,
): { Contents?: Iterable<ListedObject>; CommonPrefixes?: { Prefix: string }[] } {
  const items = itemsOf(page);
  return {
    ...(items.length === 0 ? {} : { Contents: source.show(items, showText, ownerOf) }),
    ...commonPrefixMembers(page, showText),
  };
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
