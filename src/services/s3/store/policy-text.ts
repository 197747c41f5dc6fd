/** Policies as records of their own: the text under a key, and its digest in the record of what it belongs to. */
import { createHash } from "node:crypto";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";

/** Texts by digest. The same string object each time lets others remember what they made of it. */
const KNOWN_MAX = 200;
const known = new BoundedCache<string, string>(KNOWN_MAX);

export function readPolicyText(reader: Reader, key: Key, digest: string): string | undefined {
  const remembered = known.get(digest);
  if (remembered !== undefined) return remembered;
  const bytes = reader.get(key);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  known.set(digest, text);
  return text;
}

/** The digest of the text, to be kept in the record. */
export function putPolicyText(transaction: Transaction, key: Key, text: string): string {
  transaction.put(key, Buffer.from(text));
  return createHash("sha256").update(text).digest("base64url");
}
