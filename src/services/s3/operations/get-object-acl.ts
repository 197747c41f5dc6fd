import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { hasAcls, ownerOfObject } from "../access/object-ownership.ts";
import { showAcl } from "../acl/show-acl.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";
import { openTagged } from "../tagging/open-tagged.ts";

/**
 * The access control list of a version.
 *
 * AWS: where lists are disabled, it shows that the bucket's owner has full control, whoever wrote the object.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405 for a delete marker
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html (read 2026-11-29)
 */
export const getObjectAcl: Operation<typeof Sdk, "GetObjectAcl", S3> = {
  access: (input) => [objectAccess("s3:Get", input, "Acl")],
  async handle(input, context, s3) {
    const outcome = s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const name = { key: input.Key, versionId: input.VersionId, method: context.method };
      return { bucket, version: openTagged(reader, bucket, name) };
    });
    const { bucket, version } = await tellAbsence(s3, context, input, outcome);
    const place = { bucket, ownerAccountId: ownerOfObject(bucket, version) };
    return showAcl(s3, place, hasAcls(bucket) ? version.acl : undefined);
  },
};
