/**
 * Decrypt. Without KeyId, the ciphertext names the key. @throws ValidationException; InvalidCiphertextException; NotFoundException;
 * AccessDeniedException; IncorrectKeyException; InvalidKeyUsageException; DisabledException; KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
import { condition, contextConditions, decryptingKey, keyAccess } from "../access.ts";
import { checkUse, endDryRun, findKeyToUse, noteUse } from "../keys/use-key.ts";
import type { Kms, KmsOperation } from "../kms.ts";
import { decryptWith, materialIdFor, readAlgorithm, refuseRecipient } from "../material/encrypting.ts";
import { validation } from "../errors.ts";
import { checkCiphertext, checkEncryptionContext } from "../validation.ts";
import type { UseContext } from "../keys/use-key.ts";

export const decrypt: KmsOperation<"Decrypt"> = {
  access: (input, context) => {
    const keyId = decryptingKey(input.KeyId, input.CiphertextBlob, context);
    // Bytes that name no key are refused below for what they are.
    if (keyId === undefined) return [];
    return keyAccess("Decrypt", keyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", input.EncryptionAlgorithm ?? "SYMMETRIC_DEFAULT"),
    });
  },
  async handle(input, context, kms) {
    const algorithm = readAlgorithm("encryptionAlgorithm", input.EncryptionAlgorithm);
    refuseRecipient("Decrypt", input.Recipient);
    checkEncryptionContext(input.EncryptionContext);
    if (input.DryRun === true && input.DryRunModifiers?.includes("IGNORE_CIPHERTEXT") === true)
      return dryRunWithoutCiphertext(kms, input.KeyId, context);
    if (input.CiphertextBlob === undefined) throw validation("CiphertextBlob is required.");
    checkCiphertext("ciphertextBlob", input.CiphertextBlob);
    const decrypted = await decryptWith(
      kms,
      {
        algorithm,
        context: input.EncryptionContext,
        ciphertext: input.CiphertextBlob,
        keyId: input.KeyId,
        operation: "Decrypt",
        grantTokens: input.GrantTokens,
      },
      context,
    );
    endDryRun(input.DryRun);
    noteUse(kms, decrypted.found, "Decrypt", context);
    return {
      KeyId: decrypted.found.arn,
      Plaintext: decrypted.plaintext,
      EncryptionAlgorithm: algorithm,
      KeyMaterialId: materialIdFor(decrypted),
    };
  },
};

async function dryRunWithoutCiphertext(kms: Kms, keyId: string | undefined, context: UseContext): Promise<object> {
  if (keyId === undefined) throw validation("KeyId is required when the ciphertext is ignored.");
  const found = await findKeyToUse(kms, keyId, context);
  checkUse(found, { operation: "Decrypt", usage: "ENCRYPT_DECRYPT" });
  endDryRun(true);
  return {};
}
