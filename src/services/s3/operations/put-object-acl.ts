import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { aclConditions } from "../access/acl-conditions.ts";
import { objectAccess } from "../access/object-access.ts";
import { hasAcls, ownerOfObject } from "../access/object-ownership.ts";
import { parseNewAcl } from "../acl/asked-acl.ts";
import { checkPublicAcl } from "../acl/block-public-acl.ts";
import { checkNamedOwner } from "../acl/named-owner.ts";
import { resolveAcl } from "../acl/resolve-acl.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { accessControlListNotSupported } from "../errors.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import type { S3 } from "../s3.ts";
import { newVersionId } from "../store/version-id.ts";
import { replaceRecord } from "../store/history.ts";
import { openTagged } from "../tagging/open-tagged.ts";

/**
 * Replaces the access control list of a version. Nothing else of the object changes, its Last-Modified neither.
 *
 * @throws {InvalidRequest} 400, {InvalidArgument} 400, {UnexpectedContent} 400, {MissingSecurityHeader} 400 and {MalformedACLError} 400 for the request
 * @throws {NoSuchBucket} 404  @throws {AccessControlListNotSupported} 400  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 for a delete marker  @throws {AccessDenied} 403 for a public list that is blocked, and for another owner
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html (read 2026-11-29; check order assumed)
 */
export const putObjectAcl: Operation<typeof Sdk, "PutObjectAcl", S3> = {
  access(input) {
    const { conditions, ...check } = objectAccess("s3:Put", input, "Acl");
    return [{ ...check, conditions: { ...conditions, ...aclConditions(input) } }];
  },
  async handle(input, context, s3) {
    await verifyDocument(context);
    const asked = parseNewAcl(input, "object");
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectAcl:Put");
    const outcome = s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (!hasAcls(bucket)) throw accessControlListNotSupported();
      const name = { key: input.Key, versionId: input.VersionId, method: context.method };
      const version = openTagged(transaction, bucket, name);
      const ownerAccountId = ownerOfObject(bucket, version);
      checkNamedOwner(s3, ownerAccountId, asked);
      const acl = resolveAcl(s3, { bucket, ownerAccountId }, asked);
      const request = { context, action: "s3:PutObjectAcl", resource: objectArn(bucket.name, input.Key) };
      checkPublicAcl(transaction, bucket, acl, request);
      replaceRecord(transaction, { bucket: bucket.name, key: input.Key }, { ...version, acl });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
    });
    await tellAbsence(s3, context, input, outcome);
    return {};
  },
};
