import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { readAccountBlock, showPublicAccessBlock } from "../../access/public-access-block.ts";
import { noSuchAccountBlock } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";

/**
 * Block Public Access of the account.
 *
 * @throws {AccessDenied} 403 for another account  @throws {NoSuchPublicAccessBlockConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html (read 2026-11-29)
 */
export const getPublicAccessBlock: Operation<typeof Sdk, "GetPublicAccessBlock", S3> = {
  access: () => [{ action: "s3:GetAccountPublicAccessBlock", resource: "*" }],
  async handle(input, context, s3) {
    const accountId = ownAccount(input.AccountId, context);
    const block = await s3.records.read((reader) => readAccountBlock(reader, accountId));
    if (block === undefined) throw noSuchAccountBlock(accountId);
    return { PublicAccessBlockConfiguration: showPublicAccessBlock(block) };
  },
};
