/**
 * Markers: the last key part of the record that a page ended with, so that a page costs what the page costs. Opaque to clients; what we did not write is
 * refused.
 */
import type { Entry, Key, Reader } from "../../storage/record-store.ts";
import { invalidMarker } from "./errors.ts";
import { checkLength, checkRange } from "./validation.ts";

export interface PageRequest {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

export type MarkerPart = string | number;

export function encodeMarker(parts: readonly MarkerPart[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @throws {ServiceError} InvalidMarkerException, ValidationException */
export function decodeMarker(marker: string | undefined): readonly MarkerPart[] | undefined {
  if (marker === undefined) return undefined;
  checkLength("marker", marker, { min: 1, max: 1024 });
  try {
    const parts: unknown = JSON.parse(Buffer.from(marker, "base64url").toString());
    if (Array.isArray(parts) && parts.length > 0 && parts.every(isMarkerPart)) return parts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidMarker();
}

const isMarkerPart = (part: unknown): part is MarkerPart => typeof part === "string" || Number.isFinite(part);

/** @throws {ServiceError} ValidationException */
export function pageLimit(
  limit: number | undefined,
  bounds: { readonly default: number; readonly max: number },
): number {
  if (limit === undefined) return bounds.default;
  checkRange("limit", limit, { min: 1, max: 1000 });
  // AWS: every Limit may say up to 1,000 and some operations give fewer (API reference, LimitType).
  return Math.min(limit, bounds.max);
}

export interface RecordPage {
  readonly entries: readonly Entry[];
  readonly NextMarker?: string;
  readonly Truncated: boolean;
}

/** One page of the records below `prefix`. @throws {ServiceError} InvalidMarkerException, ValidationException */
export function readPage(
  reader: Reader,
  prefix: Key,
  { Limit, Marker }: PageRequest,
  bounds: { readonly default: number; readonly max: number },
): RecordPage {
  const limit = pageLimit(Limit, bounds);
  const after = decodeMarker(Marker);
  const found = reader.range({
    prefix,
    limit: limit + 1,
    ...(after === undefined ? {} : { startAfter: [...prefix, ...after] }),
  });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (found.length <= limit || last === undefined) return { entries, Truncated: false };
  return { entries, NextMarker: encodeMarker(last.key.slice(prefix.length).filter(isMarkerPart)), Truncated: true };
}

/** One page of a list that is at hand as a whole. @throws {ServiceError} InvalidMarkerException, ValidationException */
export function slicePage<Item>(
  items: readonly Item[],
  { Limit, Marker }: PageRequest,
  bounds: { readonly default: number; readonly max: number },
): { readonly items: readonly Item[]; readonly NextMarker?: string; readonly Truncated: boolean } {
  const limit = pageLimit(Limit, bounds);
  const [start = 0] = decodeMarker(Marker) ?? [];
  if (typeof start !== "number" || start < 0) throw invalidMarker();
  const end = start + limit;
  if (end >= items.length) return { items: items.slice(start), Truncated: false };
  return { items: items.slice(start, end), NextMarker: encodeMarker([end]), Truncated: true };
}
