import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";
import { openTaggedResource } from "../tagged-resource.ts";

/**
 * Removes tags from a resource by their keys. Removing what is not there is no error.
 *
 * @throws {AccessDenied} 403 for another account  @throws {InvalidRequest} 400  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UntagResource.html (read 2026-11-29)
 */
export const untagResource: Operation<typeof Sdk, "UntagResource", S3> = {
  access: (input) => [
    { action: "s3:UntagResource", resource: input.ResourceArn, conditions: { "aws:TagKeys": input.TagKeys } },
  ],
  async handle(input, context, s3) {
    ownAccount(input.AccountId, context);
    const removed = new Set(input.TagKeys);
    await s3.records.transact((transaction) => {
      const resource = openTaggedResource(transaction, input.ResourceArn, context);
      resource.put(
        transaction,
        resource.tags.filter(([key]) => !removed.has(key)),
      );
    });
    return {};
  },
};
