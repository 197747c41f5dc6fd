import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import type { S3 } from "../s3.ts";
import { newVersionId, shownVersionId } from "../store/version-id.ts";
import { openTagged, putTags } from "../tagging/open-tagged.ts";

/**
 * Removes all tags of a version.
 *
 * @throws {NoSuchBucket} 404 and those of openTagged
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html (read 2026-11-23)
 */
export const deleteObjectTagging: Operation<typeof Sdk, "DeleteObjectTagging", S3> = {
  access: (input) => [objectAccess("s3:Delete", input, "Tagging")],
  async handle(input, context, s3) {
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectTagging:Delete");
    const outcome = s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const version = openTagged(transaction, bucket, {
        key: input.Key,
        versionId: input.VersionId,
        method: context.method,
      });
      putTags(transaction, { bucket: input.Bucket, key: input.Key, version, tags: [] });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return { VersionId: shownVersionId(bucket, version) };
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};
