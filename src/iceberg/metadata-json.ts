/**
 * Table metadata as JSON text, without losing a digit: snapshot ids use all 63 bits, which JavaScript's numbers do not have. They are bigint in the value and plain numbers in
 * the text, as every reader of Iceberg expects.
 */
import { gunzipSync } from "node:zlib";
import { IcebergError } from "./iceberg-error.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** Bytes of one metadata file, inflated. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024;
/** A string, or an integer that a number may not hold. */
const STRINGS_AND_INTEGERS = /"(?:[^"\\]|\\.)*"|-?\d+(?![\d.eE])/g;
const MARK = "\u0000int:";
const SNAPSHOT_ID_KEYS: ReadonlySet<string> = new Set(["snapshot-id", "parent-snapshot-id", "current-snapshot-id"]);

export function printMetadata(metadata: TableMetadata): string {
  const text = JSON.stringify(metadata, (_, value: unknown) => (typeof value === "bigint" ? `${MARK}${value}` : value));
  return text.replaceAll(/"\\u0000int:(-?\d+)"/g, "$1");
}

/** @throws {IcebergError} malformed for anything that is no JSON object; unsupported for versions other than 1, 2 and 3 */
export function parseMetadata(bytes: Uint8Array): TableMetadata {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = Buffer.from(isZipped ? gunzip(bytes) : bytes).toString();
  const marked = text.replaceAll(STRINGS_AND_INTEGERS, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"\\u0000int:${found}"`,
  );
  const value = parseJson(marked);
  if (typeof value !== "object" || value === null) throw new IcebergError("malformed", "table metadata is an object");
  const version = (value as { readonly "format-version"?: unknown })["format-version"];
  if (version !== 1 && version !== 2 && version !== 3)
    throw new IcebergError("unsupported", `table metadata of format version ${String(version)} is not read`);
  return value as TableMetadata;
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch (error) {
    throw new IcebergError("malformed", `table metadata cannot be inflated (${String(error)})`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (typeof value === "string" && value.startsWith(MARK)) return BigInt(value.slice(MARK.length));
      return SNAPSHOT_ID_KEYS.has(key) && typeof value === "number" ? BigInt(value) : value;
    }) as unknown;
  } catch (error) {
    throw new IcebergError("malformed", `table metadata is not JSON (${String(error)})`);
  }
}
