/**
 * GenerateDataKey. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 */
import { condition, contextConditions, keyAccess } from "../access.ts";
import type { KmsOperation } from "../kms.ts";
import { makeDataKey } from "../material/data-keys.ts";
import { refuseRecipient } from "../material/encrypting.ts";

export const generateDataKey: KmsOperation<"GenerateDataKey"> = {
  access: (input, context) =>
    keyAccess("GenerateDataKey", input.KeyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
    }),
  async handle(input, context, kms) {
    refuseRecipient("GenerateDataKey", input.Recipient);
    const { found, material, plaintext, ciphertext } = await makeDataKey(kms, input, context, "GenerateDataKey");
    return { CiphertextBlob: ciphertext, Plaintext: plaintext, KeyId: found.arn, KeyMaterialId: material.materialId };
  },
};
