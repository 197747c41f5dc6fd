/**
 * Encrypt. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
import { condition, contextConditions, keyAccess } from "../access.ts";
import { endDryRun, noteUse, openKey } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkAlgorithm, checkPlaintextFits, encryptWith, readAlgorithm } from "../material/encrypting.ts";
import { checkEncryptionContext, checkPlaintext } from "../validation.ts";

export const encrypt: KmsOperation<"Encrypt"> = {
  access: (input, context) =>
    keyAccess("Encrypt", input.KeyId, context, {
      ...contextConditions(input.EncryptionContext),
      ...condition("kms:EncryptionAlgorithm", input.EncryptionAlgorithm ?? "SYMMETRIC_DEFAULT"),
    }),
  async handle(input, context, kms) {
    const algorithm = readAlgorithm("encryptionAlgorithm", input.EncryptionAlgorithm);
    checkPlaintext("plaintext", input.Plaintext);
    checkEncryptionContext(input.EncryptionContext);
    const key = await openKey(kms, input.KeyId, context, {
      operation: "Encrypt",
      usage: "ENCRYPT_DECRYPT",
      grantTokens: input.GrantTokens,
    });
    checkAlgorithm(key.found, algorithm, input.EncryptionContext);
    checkPlaintextFits(key.found, algorithm, input.Plaintext.length);
    endDryRun(input.DryRun);
    const CiphertextBlob = encryptWith(kms, key, { algorithm, context: input.EncryptionContext }, input.Plaintext);
    noteUse(kms, key.found, "Encrypt", context);
    return { CiphertextBlob, KeyId: key.found.arn, EncryptionAlgorithm: algorithm };
  },
};
