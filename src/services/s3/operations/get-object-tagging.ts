import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";
import { shownVersionId } from "../store/version-id.ts";
import { openTagged } from "../tagging/open-tagged.ts";
import { showTagSet } from "../tagging/tag-set.ts";

/**
 * The tags of a version, by key; an empty set when it has none.
 *
 * @throws {NoSuchBucket} 404 and those of openTagged
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html (read 2026-11-23)
 */
export const getObjectTagging: Operation<typeof Sdk, "GetObjectTagging", S3> = {
  access: (input) => [objectAccess("s3:Get", input, "Tagging")],
  async handle(input, context, s3) {
    const outcome = s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const version = openTagged(reader, bucket, {
        key: input.Key,
        versionId: input.VersionId,
        method: context.method,
      });
      return { TagSet: showTagSet(version.tags ?? []), VersionId: shownVersionId(bucket, version) };
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};
