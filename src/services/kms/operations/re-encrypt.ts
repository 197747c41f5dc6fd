/**
 * ReEncrypt. @throws ValidationException; InvalidCiphertextException; NotFoundException; AccessDeniedException; IncorrectKeyException;
 * InvalidKeyUsageException; DisabledException; KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
 */
import { condition, contextConditions, decryptingKey, keyAccess } from "../access.ts";
import { validation } from "../errors.ts";
import { endDryRun, noteUse, openKey } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import {
  checkAlgorithm,
  checkPlaintextFits,
  decryptWith,
  encryptWith,
  materialIdFor,
  readAlgorithm,
} from "../material/encrypting.ts";
import { checkCiphertext, checkEncryptionContext } from "../validation.ts";

export const reEncrypt: KmsOperation<"ReEncrypt"> = {
  access: (input, context) => {
    const to = keyAccess("ReEncryptTo", input.DestinationKeyId, context, {
      ...contextConditions(input.DestinationEncryptionContext),
      ...condition("kms:EncryptionAlgorithm", input.DestinationEncryptionAlgorithm ?? "SYMMETRIC_DEFAULT"),
    });
    const source = decryptingKey(input.SourceKeyId, input.CiphertextBlob, context);
    // Bytes that name no key are refused below for what they are.
    if (source === undefined) return to;
    const from = keyAccess("ReEncryptFrom", source, context, {
      ...contextConditions(input.SourceEncryptionContext),
      ...condition("kms:EncryptionAlgorithm", input.SourceEncryptionAlgorithm ?? "SYMMETRIC_DEFAULT"),
    });
    const onSameKey = condition("kms:ReEncryptOnSameKey", from[0]?.resource === to[0]?.resource);
    return [...from, ...to].map((check) => ({ ...check, conditions: { ...check.conditions, ...onSameKey } }));
  },
  async handle(input, context, kms) {
    const sourceAlgorithm = readAlgorithm("sourceEncryptionAlgorithm", input.SourceEncryptionAlgorithm);
    const algorithm = readAlgorithm("destinationEncryptionAlgorithm", input.DestinationEncryptionAlgorithm);
    checkEncryptionContext(input.SourceEncryptionContext);
    checkEncryptionContext(input.DestinationEncryptionContext);
    if (input.CiphertextBlob === undefined) throw validation("CiphertextBlob is required.");
    checkCiphertext("ciphertextBlob", input.CiphertextBlob);
    const grantTokens = input.GrantTokens;
    const source = await decryptWith(
      kms,
      {
        algorithm: sourceAlgorithm,
        context: input.SourceEncryptionContext,
        ciphertext: input.CiphertextBlob,
        keyId: input.SourceKeyId,
        operation: "ReEncrypt",
        grantTokens,
      },
      context,
    );
    const target = await openKey(kms, input.DestinationKeyId, context, {
      operation: "ReEncrypt",
      usage: "ENCRYPT_DECRYPT",
      grantTokens,
    });
    checkAlgorithm(target.found, algorithm, input.DestinationEncryptionContext);
    checkPlaintextFits(target.found, algorithm, source.plaintext.length);
    endDryRun(input.DryRun);
    const encryption = { algorithm, context: input.DestinationEncryptionContext };
    const CiphertextBlob = encryptWith(kms, target, encryption, source.plaintext);
    noteUse(kms, source.found, "ReEncrypt", context);
    noteUse(kms, target.found, "ReEncrypt", context);
    return {
      CiphertextBlob,
      SourceKeyId: source.found.arn,
      KeyId: target.found.arn,
      SourceEncryptionAlgorithm: sourceAlgorithm,
      DestinationEncryptionAlgorithm: algorithm,
      SourceKeyMaterialId: materialIdFor(source),
      DestinationKeyMaterialId: materialIdFor(target),
    };
  },
};
