/** BlockPublicAcls: public access control lists are refused when they are set. Those that are there stay. */
import { nameOf } from "../../../auth/principal.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { refusesPublicAcls } from "../access-points/restricted-acls.ts";
import { effectiveBlockOf } from "../access/public-access-block.ts";
import { publicAclBlocked } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { type Acl, isPublicAcl } from "./object-acl.ts";

export interface AclRequest {
  readonly context: RequestContext;
  readonly action: string;
  readonly resource: string;
}

/** @throws {AccessDenied} 403 */
export function checkPublicAcl(
  reader: Reader,
  bucket: BucketRecord,
  acl: Acl | undefined,
  { context, action, resource }: AclRequest,
): void {
  if (acl === undefined || !isPublicAcl(acl)) return;
  if (!refusesPublicAcls(context) && !effectiveBlockOf(reader, bucket).blockPublicAcls) return;
  throw publicAclBlocked(nameOf(context.principal), action, resource);
}
