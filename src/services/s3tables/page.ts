/** Pages of listings: after the name where the last page ended, which is what a continuation token says. Opaque to clients; one that we did not write is refused. */
import type { Entry, Key, Reader } from "../../storage/record-store.ts";
import { badRequest } from "./errors.ts";
import { PAGE_MAX } from "./limits.ts";

export interface PageRequest {
  /** Keys below this one, by their last parts. */
  readonly under: Key;
  /** What names begin with. */
  readonly prefix?: string | undefined;
  /** The names are two levels below. A page may have fewer entries then than it could. */
  readonly isNested?: boolean | undefined;
  readonly token?: string | undefined;
  readonly max?: number | undefined;
}

export interface Page {
  readonly entries: readonly Entry[];
  readonly continuationToken: string | undefined;
}

/** @throws {BadRequestException} 400 for tokens and numbers that cannot be */
export function readPage(
  reader: Reader,
  { under, prefix = "", isNested = false, token, max = PAGE_MAX }: PageRequest,
): Page {
  if (max < 1 || max > PAGE_MAX) throw badRequest(`A page has 1 to ${PAGE_MAX} entries.`);
  const after = token === undefined ? undefined : [...under, ...decodeToken(token)];
  const start = after === undefined ? { start: isNested ? under : [...under, prefix] } : { startAfter: after };
  const found = reader.range({ prefix: under, ...start, limit: max + 1 });
  const page = found.slice(0, max);
  const matches = ({ key }: Entry): boolean => String(key.at(-1)).startsWith(prefix);
  const last = page.at(-1);
  const next = found[max];
  // Names are in order: behind the last one that begins with the prefix there is none.
  const isMore = next !== undefined && last !== undefined && (isNested || matches(next));
  return {
    entries: page.filter(matches),
    continuationToken: isMore ? encodeToken(last.key.slice(under.length)) : undefined,
  };
}

function encodeToken(parts: Key): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function decodeToken(token: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === "string")) return parts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest("The continuation token is not valid.");
}
