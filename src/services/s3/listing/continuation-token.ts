/**
 * Continuation tokens of ListObjectsV2: the last key or common prefix of a page, in a form that clients cannot mistake for a key.
 * A check value tells tokens from other text; it protects against accidents, not against forgery, which could reach nothing that
 * StartAfter does not.
 */
import { crc32 } from "node:zlib";
import { invalidArgument } from "../errors.ts";

const CHECK_BYTES = 4;

export function encodeToken(position: string): string {
  const text = Buffer.from(position);
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32BE(crc32(text));
  return Buffer.concat([check, text]).toString("base64url");
}

/** @throws {InvalidArgument} 400 for what is not one of our tokens */
export function decodeToken(token: string): string {
  const bytes = Buffer.from(token, "base64url");
  const text = bytes.subarray(CHECK_BYTES);
  if (bytes.length < CHECK_BYTES || bytes.readUInt32BE() !== crc32(text) || bytes.toString("base64url") !== token) {
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
  }
  return text.toString("utf8");
}
