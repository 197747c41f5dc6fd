/**
 * Encapsulate. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html
 */
import { keyAccess } from "../access.ts";
import { barePublicKey } from "../crypto/der.ts";
import { ML_KEM_BYTES, type MlKemSpec } from "../crypto/ml-kem-sizes.ts";
import { endDryRun, noteUse, openKey } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkEnum } from "../validation.ts";

export const encapsulate: KmsOperation<"Encapsulate"> = {
  access: (input, context) => keyAccess("Encapsulate", input.KeyId, context),
  async handle(input, context, kms) {
    checkEnum("encapsulationAlgorithm", input.EncapsulationAlgorithm, ["ML_KEM"]);
    const { found, material } = await openKey(kms, input.KeyId, context, {
      operation: "Encapsulate",
      usage: "ENCAPSULATE_DECAPSULATE",
      grantTokens: input.GrantTokens,
    });
    endDryRun(input.DryRun);
    const spec = found.backing.spec as MlKemSpec;
    const publicKey = barePublicKey(material.publicKey ?? new Uint8Array(), ML_KEM_BYTES[spec].publicKey);
    const randomness = kms.runtime.random.bytes(32);
    const { cipherText, sharedSecret } = await kms.noble.run("mlKemEncapsulate", { spec, publicKey, randomness });
    noteUse(kms, found, "Encapsulate", context);
    return {
      KeyId: found.arn,
      SharedSecret: sharedSecret,
      SharedSecretCiphertextBlob: cipherText,
      EncapsulationAlgorithm: input.EncapsulationAlgorithm,
    };
  },
};
