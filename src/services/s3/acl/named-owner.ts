/** A document names the owner, who cannot be changed by it. */
import { accessDenied, invalidArgument } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { AskedAcl } from "./asked-acl.ts";
import { isCanonicalId } from "./resolve-acl.ts";

/**
 * AWS: an id that cannot be is InvalidArgument (versitygw PutBucketAcl_invalid_owner); that another account is AccessDenied is assumed.
 *
 * @throws {InvalidArgument} 400  @throws {AccessDenied} 403
 */
export function checkNamedOwner({ canonicalUserIds }: S3, ownerAccountId: string, asked: AskedAcl): void {
  if (asked === undefined || "canned" in asked || asked.ownerId === undefined) return;
  if (asked.ownerId === canonicalUserIds.of(ownerAccountId)) return;
  if (!isCanonicalId(asked.ownerId)) throw invalidArgument("Invalid id", "CanonicalUser/ID", asked.ownerId);
  throw accessDenied();
}
