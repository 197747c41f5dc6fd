/**
 * Decapsulate. A changed ciphertext of the right length gives another secret, as FIPS 203 has it (implicit rejection). @throws ValidationException;
 * NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException; KMSInvalidStateException; InvalidCiphertextException;
 * DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html
 */
import { keyAccess } from "../access.ts";
import { ML_KEM_BYTES, type MlKemSpec } from "../crypto/ml-kem-sizes.ts";
import { invalidCiphertext } from "../errors.ts";
import { endDryRun, noteUse, openKey } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkCiphertext, checkEnum } from "../validation.ts";

export const decapsulate: KmsOperation<"Decapsulate"> = {
  access: (input, context) => keyAccess("Decapsulate", input.KeyId, context),
  async handle(input, context, kms) {
    checkEnum("encapsulationAlgorithm", input.EncapsulationAlgorithm, ["ML_KEM"]);
    checkCiphertext("sharedSecretCiphertextBlob", input.SharedSecretCiphertextBlob);
    const { found, material } = await openKey(kms, input.KeyId, context, {
      operation: "Decapsulate",
      usage: "ENCAPSULATE_DECAPSULATE",
      grantTokens: input.GrantTokens,
    });
    const spec = found.backing.spec as MlKemSpec;
    const cipherText = input.SharedSecretCiphertextBlob;
    if (cipherText.length !== ML_KEM_BYTES[spec].cipherText) throw invalidCiphertext();
    endDryRun(input.DryRun);
    const secretKey = material.secret;
    const SharedSecret = await kms.noble.run("mlKemDecapsulate", { spec, secretKey, cipherText });
    noteUse(kms, found, "Decapsulate", context);
    return { KeyId: found.arn, SharedSecret, EncapsulationAlgorithm: input.EncapsulationAlgorithm };
  },
};
