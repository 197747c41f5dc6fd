/**
 * User metadata (`x-amz-meta-*`) between its header form and its stored form. Header values are Latin-1; anything beyond
 * ASCII is shown to clients as an RFC 2047 word, and such words are decoded when they are sent.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
 */
import { metadataTooLarge } from "../errors.ts";
import { USER_METADATA_BYTES_MAX } from "../limits.ts";

export type UserMetadata = Readonly<Record<string, string>>;

const ENCODED_WORD = /^=\?utf-8\?([bq])\?([^?]*)\?=$/i;
const NOT_ASCII = /[^\x20-\x7e\t]/;

/**
 * What to store of the metadata a request carries; undefined when there is none.
 *
 * @throws {MetadataTooLarge} 400 when names and values are more than 2 KB in UTF-8
 */
export function parseUserMetadata(sent: UserMetadata | undefined): UserMetadata | undefined {
  if (sent === undefined) return undefined;
  const stored: Record<string, string> = {};
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(sent)) {
    const text = decodeWord(value);
    stored[name.toLowerCase()] = text;
    sizeBytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  if (sizeBytes > USER_METADATA_BYTES_MAX) throw metadataTooLarge(sizeBytes, USER_METADATA_BYTES_MAX);
  return sizeBytes === 0 ? undefined : stored;
}

/** The stored metadata as header values. */
export function showUserMetadata(stored: UserMetadata | undefined): Record<string, string> | undefined {
  if (stored === undefined) return undefined;
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(stored)) shown[name] = NOT_ASCII.test(value) ? encodeWord(value) : value;
  return shown;
}

function encodeWord(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
}

function decodeWord(value: string): string {
  const word = ENCODED_WORD.exec(value);
  if (word === null) return value;
  const [, encoding = "", text = ""] = word;
  return encoding.toLowerCase() === "b" ? Buffer.from(text, "base64").toString() : decodeQ(text);
}

function decodeQ(text: string): string {
  const bytes = text
    .replaceAll("_", " ")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
