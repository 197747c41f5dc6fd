/**
 * DescribeKey. By an AWS managed alias it makes the key when it is not there yet. @throws NotFoundException; InvalidArnException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
import { keyAccess } from "../access.ts";
import { keyMetadata } from "../keys/key-metadata.ts";
import { findKeyToUse } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";

export const describeKey: KmsOperation<"DescribeKey"> = {
  access: (input, context) => keyAccess("DescribeKey", input.KeyId, context),
  async handle(input, context, kms) {
    const found = await findKeyToUse(kms, input.KeyId, context, input.GrantTokens);
    return { KeyMetadata: await kms.records.read((reader) => keyMetadata(reader, found)) };
  },
};
