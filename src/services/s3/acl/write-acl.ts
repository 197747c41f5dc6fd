/** What a write asks of access control lists, and what its object gets. */
import { accessControlListNotSupported } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";

/** The members of a write that speak of access control lists. */
export interface AclOptions {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

export interface AskedAcl {
  readonly canned: string | undefined;
  readonly hasGrants: boolean;
}

export function parseAcl(input: AclOptions): AskedAcl {
  const grants = [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWriteACP];
  return { canned: input.ACL, hasGrants: grants.some((grant) => grant !== undefined) };
}

/** Canned ACLs that give the bucket owner full control and nobody anything. */
const OWNER_ONLY_ACLS = new Set(["private", "bucket-owner-full-control"]);

/** @throws {AccessControlListNotSupported} 400: buckets have Object Ownership BucketOwnerEnforced */
export function settleAcl(_bucket: BucketRecord, asked: AskedAcl): Pick<ObjectOptions, "acl" | "ownerAccountId"> {
  if (asked.hasGrants || (asked.canned !== undefined && !OWNER_ONLY_ACLS.has(asked.canned)))
    throw accessControlListNotSupported();
  return {};
}
