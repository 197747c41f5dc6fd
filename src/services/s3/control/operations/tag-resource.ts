import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { requestTagConditions } from "../../../../kit/tag-conditions.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";
import { mergedTags, openTaggedResource } from "../tagged-resource.ts";

/**
 * Adds tags to a resource; those with the same keys are replaced.
 *
 * @throws {AccessDenied} 403 for another account  @throws {InvalidRequest} 400  @throws {InvalidTag} 400  @throws {BadRequest} 400 for too many
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TagResource.html (read 2026-11-29)
 */
export const tagResource: Operation<typeof Sdk, "TagResource", S3> = {
  access(input) {
    const tags = input.Tags.map(({ Key = "", Value = "" }) => [Key, Value] as const);
    return [{ action: "s3:TagResource", resource: input.ResourceArn, ...requestTagConditions(tags) }];
  },
  async handle(input, context, s3) {
    ownAccount(input.AccountId, context);
    await s3.records.transact((transaction) => {
      const resource = openTaggedResource(transaction, input.ResourceArn, context);
      resource.put(transaction, mergedTags(resource.tags, input.Tags));
    });
    return {};
  },
};
