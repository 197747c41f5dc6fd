/**
 * The canonical request of Signature Version 4, built from the raw request line and fields. Text is latin1 throughout (one
 * character per byte as received), so hashing it as latin1 hashes the bytes the client sent. Nothing here decides
 * whether a request is trusted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (read 2026-11-23)
 */
import type { Headers } from "../../kit/http.ts";

export interface CanonicalParts {
  readonly method: string;
  /** Already in canonical form: see `canonicalPaths`. */
  readonly path: string;
  /** Already in canonical form: see `canonicalQuery`. */
  readonly query: string;
  readonly headers: Headers;
  /** Lower-case, in the order the client listed them. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

const HEX = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`);
const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;

/** Percent-encodes every byte but the unreserved ones. `text` is latin1. */
export function uriEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  let encoded = "";
  for (const char of text) encoded += UNRESERVED.test(char) ? char : (HEX[char.charCodeAt(0) & 0xff] ?? "");
  return encoded;
}

/** Undoes percent-encoding into latin1; a `%` that starts no escape stays as it is. */
export function uriDecode(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function encodePath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : path.split("/").map(uriEncode).join("/");
}

/** RFC 3986 section 5.2.4 without empty segments; a trailing slash stays. */
function normalizePath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "." && segment !== "") kept.push(segment);
  }
  const isDirectory = path.endsWith("/") && kept.length > 0;
  return `/${kept.join("/")}${isDirectory ? "/" : ""}`;
}

/**
 * The canonical URIs under which a signature may have been made, most likely first.
 *
 * AWS: S3 encodes the path once and never normalises it. A client may escape other characters on the wire than in what it signs, so
 * both spellings of the same path are good: as sent, and decoded and encoded again. Every other service normalises
 * the path and encodes what was sent once more.
 */
export function canonicalPaths(rawPath: string, isS3: boolean): readonly string[] {
  if (!isS3) return [encodePath(normalizePath(rawPath))];
  if (UNRESERVED_PATH.test(rawPath)) return [rawPath];
  const encodedOnce = encodePath(uriDecode(rawPath));
  return encodedOnce === rawPath ? [rawPath] : [rawPath, encodedOnce];
}

/** Parameters encoded and sorted by name, then value; `without` is left out (the signature itself). */
export function canonicalQuery(rawQuery: string, without?: string): string {
  if (rawQuery === "") return "";
  const pairs: (readonly [string, string])[] = [];
  for (const part of rawQuery.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if (name === without) continue;
    pairs.push([encodeAgain(name), equals < 0 ? "" : encodeAgain(part.slice(equals + 1))]);
  }
  pairs.sort(([a, x], [b, y]) => compareText(a, b) || compareText(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

/** In a query, `+` stands for a space. */
function encodeAgain(text: string): string {
  return UNRESERVED.test(text) ? text : uriEncode(uriDecode(text.replaceAll("+", " ")));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without surrounding blanks, runs of blanks as one; several fields of one name are already joined by `,`. */
export function canonicalHeaderValue(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes("  ") || trimmed.includes("\t") ? trimmed.replace(/[ \t]+/g, " ") : trimmed;
}

export function canonicalRequest(parts: CanonicalParts): string {
  let text = `${parts.method}\n${parts.path}\n${parts.query}\n`;
  for (const name of parts.signedHeaders) text += `${name}:${canonicalHeaderValue(parts.headers.get(name) ?? "")}\n`;
  return `${text}\n${parts.signedHeaders.join(";")}\n${parts.payloadHash}`;
}
