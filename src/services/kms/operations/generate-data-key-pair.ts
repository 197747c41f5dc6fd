/**
 * GenerateDataKeyPair. @throws ValidationException; NotFoundException; UnsupportedOperationException; InvalidGrantTokenException; InvalidKeyUsageException;
 * DisabledException; KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html
 */
import { condition, contextConditions, keyAccess } from "../access.ts";
import type { KmsOperation } from "../kms.ts";
import { makeDataKeyPair } from "../material/data-keys.ts";
import { refuseRecipient } from "../material/encrypting.ts";

export const generateDataKeyPair: KmsOperation<"GenerateDataKeyPair"> = {
  access: (input, context) =>
    keyAccess("GenerateDataKeyPair", input.KeyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
      ...condition("kms:DataKeyPairSpec", input.KeyPairSpec),
    }),
  async handle(input, context, kms) {
    refuseRecipient("GenerateDataKeyPair", input.Recipient);
    const pair = await makeDataKeyPair(kms, input, context, "GenerateDataKeyPair");
    return {
      PrivateKeyCiphertextBlob: pair.ciphertext,
      PrivateKeyPlaintext: pair.privateKey,
      PublicKey: pair.publicKey,
      KeyId: pair.found.arn,
      KeyPairSpec: input.KeyPairSpec,
      KeyMaterialId: pair.material.materialId,
    };
  },
};
