import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess, objectTagConditions } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import type { S3 } from "../s3.ts";
import { newVersionId, shownVersionId } from "../store/version-id.ts";
import { openTagged, putTags } from "../tagging/open-tagged.ts";
import { parseTagSet } from "../tagging/tag-set.ts";

/**
 * Replaces the tags of a version.
 *
 * @throws {InvalidDigest} 400 and {InvalidRequest} 400 for ill-formed digests, {BadDigest} 400 for wrong ones  @throws {MalformedXML} 400  @throws {InvalidTag} 400
 * @throws {BadRequest} 400 for more than ten tags  @throws {NoSuchBucket} 404 and those of openTagged
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html (read 2026-11-23)
 */
export const putObjectTagging: Operation<typeof Sdk, "PutObjectTagging", S3> = {
  access(input) {
    const { conditions, ...check } = objectAccess("s3:Put", input, "Tagging");
    const tags = (input.Tagging.TagSet ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
    return [{ ...check, conditions: { ...conditions, ...objectTagConditions(tags) } }];
  },
  async handle(input, context, s3) {
    await verifyDocument(context);
    const tags = parseTagSet(input.Tagging.TagSet ?? [], "object");
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectTagging:Put");
    const outcome = s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const version = openTagged(transaction, bucket, {
        key: input.Key,
        versionId: input.VersionId,
        method: context.method,
      });
      putTags(transaction, { bucket: input.Bucket, key: input.Key, version, tags });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return { VersionId: shownVersionId(bucket, version) };
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};
