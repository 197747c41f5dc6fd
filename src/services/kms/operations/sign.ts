/**
 * Sign. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
import { condition, keyAccess } from "../access.ts";
import { checkMessage, signWith } from "../crypto/signing.ts";
import { endDryRun, noteUse } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { openSigningKey, readSigningRequest } from "../material/signing-keys.ts";

export const sign: KmsOperation<"Sign"> = {
  access: (input, context) =>
    keyAccess("Sign", input.KeyId, context, {
      ...condition("kms:SigningAlgorithm", input.SigningAlgorithm),
      ...condition("kms:MessageType", input.MessageType ?? "RAW"),
    }),
  async handle(input, context, kms) {
    const request = readSigningRequest(input);
    const { found, material } = await openSigningKey(kms, input, context, "Sign");
    const job = { ...request, spec: found.backing.spec, material };
    checkMessage(job);
    endDryRun(input.DryRun);
    const Signature = await signWith(job, { random: kms.runtime.random, noble: kms.noble });
    noteUse(kms, found, "Sign", context);
    return { KeyId: found.arn, Signature, SigningAlgorithm: request.algorithm };
  },
};
