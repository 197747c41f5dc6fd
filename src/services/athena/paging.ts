/**
 * Continuation tokens: the last key part of the record a page ended with, so that a page costs what the page costs. Opaque to
 * clients; a token that we did not write is refused.
 */
import type { Entry, Key, Reader } from "../../storage/record-store.ts";
import { invalidRequest } from "./errors.ts";

export type TokenPart = string | number;

export function encodeToken(parts: readonly TokenPart[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @throws {ServiceError} InvalidRequestException */
export function decodeToken(token: string | undefined): TokenPart[] | undefined {
  if (token === undefined) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (
      Array.isArray(parts) &&
      parts.length > 0 &&
      parts.every((part) => typeof part === "string" || Number.isFinite(part))
    )
      return parts as TokenPart[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidRequest("Invalid NextToken");
}

/** `MaxResults` checked against the operation's bounds. @throws {ServiceError} InvalidRequestException */
export function pageSize(
  maxResults: number | undefined,
  bounds: { readonly min: number; readonly max: number },
): number {
  if (maxResults === undefined) return bounds.max;
  if (!Number.isInteger(maxResults) || maxResults < bounds.min || maxResults > bounds.max) {
    throw invalidRequest(
      `MaxResults is out of range: ${maxResults}. It must be between ${bounds.min} and ${bounds.max}`,
    );
  }
  return maxResults;
}

export interface RecordPage {
  readonly entries: readonly Entry[];
  readonly nextToken: string | undefined;
}

/** One page of the records below `prefix`, after `token`. */
export function readPage(reader: Reader, prefix: Key, limit: number, token: string | undefined): RecordPage {
  const after = decodeToken(token);
  const found = reader.range({
    prefix,
    limit: limit + 1,
    ...(after === undefined ? {} : { startAfter: [...prefix, ...after] }),
  });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (found.length <= limit || last === undefined) return { entries, nextToken: undefined };
  const parts = last.key
    .slice(prefix.length)
    .filter((part): part is TokenPart => typeof part === "string" || typeof part === "number");
  return { entries, nextToken: encodeToken(parts) };
}
