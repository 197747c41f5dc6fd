/**
 * The canonical user id: S3's own name of an account, 64 hex digits. AWS assigns it; here it follows from the account number, so that it is the
 * same in every Lakebed and needs no record, unless the account was given another.
 */
import { createHash } from "node:crypto";

/** Stands for the account of callers who sign nothing, which S3 knows as one user. */
export const ANONYMOUS_ACCOUNT = "anonymous";

/** AWS: the id by which S3 names who owns what an anonymous caller wrote. */
export const ANONYMOUS_CANONICAL_ID = "65a011a29cdf8ec533ec3d1ccaae921c";

export interface CanonicalUserIds {
  of(accountId: string): string;
}

/** Accounts whose computed id is kept; more are computed each time. */
const KNOWN_IDS_MAX = 1000;

/** `given`: ids of accounts that were given one. */
export function createCanonicalUserIds(given: ReadonlyMap<string, string> = new Map()): CanonicalUserIds {
  const known = new Map([...given, [ANONYMOUS_ACCOUNT, ANONYMOUS_CANONICAL_ID]]);
  const knownMax = known.size + KNOWN_IDS_MAX;
  return {
    of(accountId) {
      const kept = known.get(accountId);
      if (kept !== undefined) return kept;
      const id = createHash("sha256").update(`lakebed canonical user ${accountId}`).digest("hex");
      if (known.size < knownMax) known.set(accountId, id);
      return id;
    },
  };
}
