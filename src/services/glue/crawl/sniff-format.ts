/**
 * A file's format by its content, never by its name: magic numbers first, then whether it is text at all, then what the text begins with.
 */
export type Format = "gzip" | "parquet" | "json" | "text" | "unknown";

/** Magic numbers of formats we know and do not read, for the crawl's log. */
const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ["PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["JPEG image", [0xff, 0xd8, 0xff]],
  ["GIF image", [0x47, 0x49, 0x46, 0x38]],
  ["PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["ZIP archive", [0x50, 0x4b, 0x03, 0x04]],
  ["bzip2 file", [0x42, 0x5a, 0x68]],
  ["Zstandard file", [0x28, 0xb5, 0x2f, 0xfd]],
  ["LZ4 file", [0x04, 0x22, 0x4d, 0x18]],
  ["xz file", [0xfd, 0x37, 0x7a, 0x58]],
  ["ORC file", [0x4f, 0x52, 0x43]],
  ["Avro file", [0x4f, 0x62, 0x6a, 0x01]],
  ["Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
];

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

export function sniffFormat(head: Uint8Array): Format {
  if (startsWith(head, [0x1f, 0x8b])) return "gzip";
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return "parquet";
  const text = decodeText(head);
  if (foreignFormat(head) !== undefined || text === undefined) return "unknown";
  return /^\s*[[{]/.test(text) ? "json" : "text";
}

/** The name of a known format that crawlers here do not read. */
export function foreignFormat(head: Uint8Array): string | undefined {
  return FOREIGN.find(([, magic]) => startsWith(head, magic))?.[0];
}

/** UTF-8 text without a byte order mark; a character cut off at the end is dropped. Undefined when the bytes are not text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
