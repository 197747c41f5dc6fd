/**
 * GenerateDataKeyPairWithoutPlaintext. @throws ValidationException; NotFoundException; UnsupportedOperationException; InvalidGrantTokenException; InvalidKeyUsageException;
 * DisabledException; KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html
 */
import { condition, contextConditions, keyAccess } from "../access.ts";
import type { KmsOperation } from "../kms.ts";
import { makeDataKeyPair } from "../material/data-keys.ts";

export const generateDataKeyPairWithoutPlaintext: KmsOperation<"GenerateDataKeyPairWithoutPlaintext"> = {
  access: (input, context) =>
    keyAccess("GenerateDataKeyPairWithoutPlaintext", input.KeyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
      ...condition("kms:DataKeyPairSpec", input.KeyPairSpec),
    }),
  async handle(input, context, kms) {
    const pair = await makeDataKeyPair(kms, input, context, "GenerateDataKeyPairWithoutPlaintext");
    return {
      PrivateKeyCiphertextBlob: pair.ciphertext,

      PublicKey: pair.publicKey,
      KeyId: pair.found.arn,
      KeyPairSpec: input.KeyPairSpec,
      KeyMaterialId: pair.material.materialId,
    };
  },
};
