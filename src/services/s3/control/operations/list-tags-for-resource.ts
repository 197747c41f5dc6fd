import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";
import { openTaggedResource } from "../tagged-resource.ts";

/**
 * The tags of a resource.
 *
 * @throws {AccessDenied} 403 for another account  @throws {InvalidRequest} 400  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListTagsForResource.html (read 2026-11-29)
 */
export const listTagsForResource: Operation<typeof Sdk, "ListTagsForResource", S3> = {
  access: (input) => [{ action: "s3:ListTagsForResource", resource: input.ResourceArn }],
  async handle(input, context, s3) {
    ownAccount(input.AccountId, context);
    const { tags } = await s3.records.read((reader) => openTaggedResource(reader, input.ResourceArn, context));
    return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
  },
};
