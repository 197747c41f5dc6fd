/**
 * Unique ids: the part of an identity that is never used again, so that what was granted to a deleted user or role does not come back with
 * its name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids (read 2026-11-23)
 */
import { createHash } from "node:crypto";
import type { Ids } from "../../runtime/ids.ts";

const PREFIXES = {
  user: "AIDA",
  role: "AROA",
  group: "AGPA",
  policy: "ANPA",
  "instance-profile": "AIPA",
  "server-certificate": "ASCA",
  "ssh-public-key": "APKA",
  "service-specific-credential": "ACCA",
} as const;

export type IdentifiedKind = keyof typeof PREFIXES;

/** Characters after the prefix. */
const ID_LENGTH = 17;

export function newUniqueId(kind: IdentifiedKind, ids: Ids): string {
  return PREFIXES[kind] + ids.base32(ID_LENGTH);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The same id for the same text at any time and on any machine; for AWS's own policies. */
export function stableUniqueId(kind: IdentifiedKind, text: string): string {
  let id: string = PREFIXES[kind];
  for (const byte of createHash("sha256").update(text).digest().subarray(0, ID_LENGTH)) id += BASE32[byte % 32];
  return id;
}
