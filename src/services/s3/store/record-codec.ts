/**
 * How this service's records become bytes: JSON in UTF-8. Members that are undefined are left out, so optional facts cost
 * nothing. Versions, of which there are many, have a denser form (version-codec.ts).
 */
export function encodeRecord(record: object): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}

/** The record that `encodeRecord` wrote. The caller names the type, because a key prefix holds one type only. */
export function decodeRecord<T>(bytes: Uint8Array): T {
  // LMDB hands out Buffers; a page of a listing decodes a thousand of them.
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return JSON.parse(buffer.toString("utf8")) as T;
}
