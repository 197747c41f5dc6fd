/**
 * Verify. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException; KMSInvalidSignatureException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html
 */
import { condition, keyAccess } from "../access.ts";
import { checkMessage, verifyWith } from "../crypto/signing.ts";
import { invalidSignature } from "../errors.ts";
import { endDryRun, noteUse } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { openSigningKey, readSigningRequest } from "../material/signing-keys.ts";
import { checkCiphertext } from "../validation.ts";

export const verify: KmsOperation<"Verify"> = {
  access: (input, context) =>
    keyAccess("Verify", input.KeyId, context, {
      ...condition("kms:SigningAlgorithm", input.SigningAlgorithm),
      ...condition("kms:MessageType", input.MessageType ?? "RAW"),
    }),
  async handle(input, context, kms) {
    const request = readSigningRequest(input);
    checkCiphertext("signature", input.Signature);
    const { found, material } = await openSigningKey(kms, input, context, "Verify");
    const job = { ...request, spec: found.backing.spec, material, signature: input.Signature };
    checkMessage(job);
    endDryRun(input.DryRun);
    if (!(await verifyWith(job, { random: kms.runtime.random, noble: kms.noble }))) throw invalidSignature();
    noteUse(kms, found, "Verify", context);
    return { KeyId: found.arn, SignatureValid: true, SigningAlgorithm: request.algorithm };
  },
};
