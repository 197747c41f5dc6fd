/**
 * A query string, or a form body, as decoded name-value pairs in the order sent. A plus sign means a space, as AWS reads it
 * in queries of every service, S3 included.
 */
import { FORM_PAIRS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";

export type QueryPair = readonly [name: string, value: string];

const NOTHING: readonly QueryPair[] = [];

/** @throws {MalformedInput} on a broken percent sign, or bytes that are not UTF-8 */
export function parseQuery(rawQuery: string): readonly QueryPair[] {
  if (rawQuery === "") return NOTHING;
  const parts = rawQuery.split("&", FORM_PAIRS_MAX + 1);
  if (parts.length > FORM_PAIRS_MAX) throw new MalformedInput("limit", `More than ${FORM_PAIRS_MAX} parameters`);
  const pairs: QueryPair[] = [];
  for (const part of parts) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    if (equals < 0) pairs.push([decodeQueryText(part), ""]);
    else pairs.push([decodeQueryText(part.slice(0, equals)), decodeQueryText(part.slice(equals + 1))]);
  }
  return pairs;
}

function decodeQueryText(text: string): string {
  return decodePercent(text.includes("+") ? text.replaceAll("+", " ") : text);
}

/** Percent-decodes once. @throws {MalformedInput} */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw new MalformedInput("syntax", "A percent-encoded sequence is not valid UTF-8");
  }
}
