/**
 * One message of `application/vnd.amazon.eventstream`: lengths, headers and payload, with a CRC-32 of the lengths and one of everything. All headers are strings here.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html (read 2026-11-29)
 */
import { crc32 } from "node:zlib";
import { encodeUtf8 } from "../utf8.ts";

export type EventHeaders = readonly (readonly [name: string, value: string])[];

const STRING_HEADER = 7;
/** Both lengths and their checksum. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

export function encodeMessage(headers: EventHeaders, payload: Uint8Array): Uint8Array {
  const encoded = headers.map(([name, value]) => ({ name: encodeUtf8(name), value: encodeUtf8(value) }));
  const headerBytes = encoded.reduce((sum, { name, value }) => sum + 1 + name.length + 1 + 2 + value.length, 0);
  const message = Buffer.allocUnsafe(PRELUDE_BYTES + headerBytes + payload.length + CHECKSUM_BYTES);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headerBytes, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  let at = PRELUDE_BYTES;
  for (const { name, value } of encoded) {
    message.writeUInt8(name.length, at);
    message.set(name, at + 1);
    at += 1 + name.length;
    message.writeUInt8(STRING_HEADER, at);
    message.writeUInt16BE(value.length, at + 1);
    message.set(value, at + 3);
    at += 3 + value.length;
  }
  message.set(payload, at);
  message.writeUInt32BE(crc32(message.subarray(0, -CHECKSUM_BYTES)), message.length - CHECKSUM_BYTES);
  return message;
}
