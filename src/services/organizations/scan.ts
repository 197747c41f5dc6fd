/**
 * Walking through an index: whole, counted, or page by page. Continuation tokens are the last key part that was given out; opaque to clients.
 */
import type { Key, Reader } from "../../storage/record-store.ts";
import { invalidInput } from "./errors.ts";
import { PAGE_SIZE_MAX, SCAN_BATCH } from "./limits.ts";

/** The last parts of all keys with `prefix`, in order. */
export function* lastParts(reader: Reader, prefix: Key, after?: string): Generator<string> {
  let startAfter: Key | undefined = after === undefined ? undefined : [...prefix, after];
  for (;;) {
    const entries = reader.range({ prefix, limit: SCAN_BATCH, ...(startAfter === undefined ? {} : { startAfter }) });
    for (const { key } of entries) yield String(key.at(-1));
    const last = entries.at(-1);
    if (last === undefined || entries.length < SCAN_BATCH) return;
    startAfter = last.key;
  }
}

export function countKeys(reader: Reader, prefix: Key): number {
  let count = 0;
  for (const _part of lastParts(reader, prefix)) count++;
  return count;
}

export interface Paging {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken: string | undefined;
}

/**
 * One page of `prefix`, each last key part made into an item; parts that `make` answers with undefined are left out.
 *
 * @throws InvalidInputException MIN_VALUE_EXCEEDED, MAX_VALUE_EXCEEDED; INVALID_NEXT_TOKEN
 */
export function pageOf<Item>(
  reader: Reader,
  { prefix, make }: { readonly prefix: Key; readonly make: (part: string) => Item | undefined },
  paging: Paging,
): Page<Item> {
  const size = pageSize(paging.MaxResults);
  const items: Item[] = [];
  let last: string | undefined;
  for (const part of lastParts(reader, prefix, decodeToken(paging.NextToken))) {
    if (items.length === size && last !== undefined) return { items, nextToken: encodeToken(last) };
    const item = make(part);
    if (item !== undefined) items.push(item);
    last = part;
  }
  return { items, nextToken: undefined };
}

function pageSize(asked: number | undefined): number {
  if (asked === undefined) return PAGE_SIZE_MAX;
  if (asked < 1) throw invalidInput("MIN_VALUE_EXCEEDED", "You specified a value that is less than the minimum value.");
  if (asked > PAGE_SIZE_MAX)
    throw invalidInput("MAX_VALUE_EXCEEDED", "You specified a value that exceeds the maximum value.");
  return Math.floor(asked);
}

const TOKEN_MARK = "lb1:";

function encodeToken(part: string): string {
  return Buffer.from(TOKEN_MARK + part).toString("base64url");
}

function decodeToken(token: string | undefined): string | undefined {
  if (token === undefined || token === "") return undefined;
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith(TOKEN_MARK))
    throw invalidInput("INVALID_NEXT_TOKEN", "You specified an invalid next token value.");
  return text.slice(TOKEN_MARK.length);
}
