/**
 * The canonical user id: S3's own name of an account, 64 hex digits. AWS assigns it; here it follows from the account
 * number, so that it is the same in every Lakebed and needs no record.
 *
 * AWS: owners carry no DisplayName any more (API_Owner: removed on 21 November 2025).
 */
import { createHash } from "node:crypto";
import type { Owner } from "@aws-sdk/client-s3";

const knownIds = new Map<string, string>();
/** Accounts whose id is kept; more are computed each time. */
const KNOWN_IDS_MAX = 1000;

export function canonicalUserId(accountId: string): string {
  const known = knownIds.get(accountId);
  if (known !== undefined) return known;
  const id = createHash("sha256").update(`lakebed canonical user ${accountId}`).digest("hex");
  if (knownIds.size < KNOWN_IDS_MAX) knownIds.set(accountId, id);
  return id;
}

export function ownerOf(accountId: string): Owner {
  return { ID: canonicalUserId(accountId) };
}
