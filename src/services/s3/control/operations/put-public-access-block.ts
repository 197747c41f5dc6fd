import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { readPublicAccessBlock } from "../../access/public-access-block.ts";
import type { S3 } from "../../s3.ts";
import { accountBlockKey } from "../../store/keys.ts";
import { encodeRecord } from "../../store/record-codec.ts";
import { ownAccount } from "../own-account.ts";

/**
 * Replaces Block Public Access of the account. It holds for all buckets of the account from the next request on, beside their own.
 *
 * @throws {AccessDenied} 403 for another account
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html (read 2026-11-29)
 */
export const putPublicAccessBlock: Operation<typeof Sdk, "PutPublicAccessBlock", S3> = {
  access: () => [{ action: "s3:PutAccountPublicAccessBlock", resource: "*" }],
  async handle(input, context, s3) {
    const accountId = ownAccount(input.AccountId, context);
    const block = encodeRecord(readPublicAccessBlock(input.PublicAccessBlockConfiguration));
    await s3.records.transact((transaction) => transaction.put(accountBlockKey(accountId), block));
    return {};
  },
};
