/**
 * GenerateDataKeyWithoutPlaintext. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html
 */
import { condition, contextConditions, keyAccess } from "../access.ts";
import type { KmsOperation } from "../kms.ts";
import { makeDataKey } from "../material/data-keys.ts";

export const generateDataKeyWithoutPlaintext: KmsOperation<"GenerateDataKeyWithoutPlaintext"> = {
  access: (input, context) =>
    keyAccess("GenerateDataKeyWithoutPlaintext", input.KeyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
    }),
  async handle(input, context, kms) {
    const { found, material, ciphertext } = await makeDataKey(kms, input, context, "GenerateDataKeyWithoutPlaintext");
    return { CiphertextBlob: ciphertext, KeyId: found.arn, KeyMaterialId: material.materialId };
  },
};
