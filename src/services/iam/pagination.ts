/**
 * Pages by `Marker` and `MaxItems`. A marker is the key tail of the last record that was looked at, so that a page costs what the page costs,
 * wherever it starts. Opaque to clients; a marker that we did not write is refused.
 */
import type { Entry, Key, Reader } from "../../storage/record-store.ts";
import { validationError } from "./errors.ts";
import { MARKER_LENGTH_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, RECORDS_EXAMINED_MAX } from "./limits.ts";
import { lengthWithin, numberWithin, requireValid } from "./validation.ts";

export interface Page {
  readonly limit: number;
  /** Key parts after the listing's prefix. */
  readonly after: readonly string[] | undefined;
}

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface PageOutput {
  readonly IsTruncated: boolean;
  readonly Marker: string | undefined;
}

export interface Listed<Item> {
  readonly items: Item[];
  readonly page: PageOutput;
}

/** @throws {ServiceError} ValidationError for a size out of bounds or a marker that is not ours */
export function pageOf(input: PageInput): Page {
  requireValid(
    lengthWithin("marker", input.Marker, 1, MARKER_LENGTH_MAX),
    numberWithin("maxItems", input.MaxItems, 1, PAGE_SIZE_MAX),
  );
  return {
    limit: Math.floor(input.MaxItems ?? PAGE_SIZE_DEFAULT),
    after: input.Marker === undefined ? undefined : markerParts(input.Marker),
  };
}

export function encodeMarker(after: readonly string[]): string {
  return Buffer.from(JSON.stringify(after)).toString("base64url");
}

function markerParts(marker: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(marker, "base64url").toString());
    if (Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === "string"))
      return parts as readonly string[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw validationError("Invalid Marker.");
}

/**
 * The records under `prefix` from the marker on, as `read` shows them; where it gives undefined, the record is left out of the page. Looks at
 * `RECORDS_EXAMINED_MAX` records at most.
 */
export function listRecords<Item>(
  reader: Reader,
  listing: { readonly prefix: Key; readonly page: Page; readonly read: (entry: Entry) => Item | undefined },
): Listed<Item> {
  const { prefix, page, read } = listing;
  const items: Item[] = [];
  let after = page.after;
  let examined = 0;
  while (examined < RECORDS_EXAMINED_MAX) {
    const limit = Math.min(page.limit - items.length + 1, RECORDS_EXAMINED_MAX - examined);
    const entries = reader.range({
      prefix,
      limit,
      ...(after === undefined ? {} : { startAfter: [...prefix, ...after] }),
    });
    for (const entry of entries) {
      if (items.length === page.limit) return more(items, after);
      const item = read(entry);
      after = tailOf(entry.key, prefix);
      if (item !== undefined) items.push(item);
    }
    examined += entries.length;
    if (entries.length < limit) return { items, page: { IsTruncated: false, Marker: undefined } };
  }
  return more(items, after);
}

/** One page of a list that is at hand; `nameOf` must be in ascending order and is what the marker remembers. */
export function pageOfList<Item>(list: readonly Item[], page: Page, nameOf: (item: Item) => string): Listed<Item> {
  const [last] = page.after ?? [];
  const rest = last === undefined ? list : list.filter((item) => nameOf(item) > last);
  const items = rest.slice(0, page.limit);
  const end = items.at(-1);
  return rest.length > items.length && end !== undefined
    ? more(items, [nameOf(end)])
    : { items, page: { IsTruncated: false, Marker: undefined } };
}

/** One of several listings that are given as one, the one after the other. */
export interface Section<Item> {
  /** Of this listing among the others; what a marker remembers first. */
  readonly id: string;
  readonly list: (page: Page) => Listed<Item>;
}

/** A page over all sections. @throws {ServiceError} ValidationError for a marker of a section that is not there */
export function listSections<Item>(sections: readonly Section<Item>[], page: Page): Listed<Item> {
  const [at, ...rest] = page.after ?? [];
  const start = at === undefined ? 0 : sections.findIndex(({ id }) => id === at);
  if (start < 0) throw validationError("Invalid Marker.");
  const items: Item[] = [];
  for (const section of sections.slice(start)) {
    const after = section.id === at && rest.length > 0 ? rest : undefined;
    if (items.length === page.limit) return more(items, [section.id]);
    const listed = section.list({ limit: page.limit - items.length, after });
    items.push(...listed.items);
    if (listed.page.Marker !== undefined) return more(items, [section.id, ...markerParts(listed.page.Marker)]);
  }
  return { items, page: { IsTruncated: false, Marker: undefined } };
}

function more<Item>(items: Item[], after: readonly string[] | undefined): Listed<Item> {
  const isTruncated = after !== undefined;
  return { items, page: { IsTruncated: isTruncated, Marker: isTruncated ? encodeMarker(after) : undefined } };
}

function tailOf(key: Key, prefix: Key): string[] {
  return key.slice(prefix.length).map(String);
}
