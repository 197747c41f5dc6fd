import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import type { S3 } from "../../s3.ts";
import { accountBlockKey } from "../../store/keys.ts";
import { ownAccount } from "../own-account.ts";

/**
 * Removes Block Public Access of the account; that of its buckets stays. Removing what is not there is no error.
 *
 * AWS: the permission is that of writing it; there is no s3:DeleteAccountPublicAccessBlock (API_control_DeletePublicAccessBlock).
 *
 * @throws {AccessDenied} 403 for another account
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html (read 2026-11-29)
 */
export const deletePublicAccessBlock: Operation<typeof Sdk, "DeletePublicAccessBlock", S3> = {
  access: () => [{ action: "s3:PutAccountPublicAccessBlock", resource: "*" }],
  async handle(input, context, s3) {
    const accountId = ownAccount(input.AccountId, context);
    await s3.records.transact((transaction) => transaction.delete(accountBlockKey(accountId)));
    return {};
  },
};
