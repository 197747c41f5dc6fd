/**
 * Names of partitions as Hive writes them in paths, `year=2024/city=S%C3%A3o`: values keep what is safe in a path, the rest is
 * percent-encoded by Hive's own list of characters.
 *
 * Source: Hive's FileUtils.escapePathName.
 */
import { NULL_PARTITION } from "../../../query/planner/table-layout.ts";

const ESCAPED = new Set(
  "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\"#%'*/:=?\\\u007F{[]^",
);

function escaped(value: string): string {
  return Array.from(value)
    .map((character) =>
      ESCAPED.has(character)
        ? `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`
        : character,
    )
    .join("");
}

/** The value a path segment stands for; a malformed escape stays as it is. */
export function unescaped(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/gu, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    return bytes.toString("utf8");
  });
}

export function partitionName(keys: readonly string[], values: readonly string[]): string {
  return keys.map((key, index) => `${key}=${escaped(values[index] ?? NULL_PARTITION)}`).join("/");
}

/** Key and value of one path segment, `year=2024`; undefined when it is none. */
export function parseSegment(segment: string): { readonly key: string; readonly value: string } | undefined {
  const equals = segment.indexOf("=");
  if (equals <= 0) return undefined;
  return { key: segment.slice(0, equals).toLowerCase(), value: unescaped(segment.slice(equals + 1)) };
}
