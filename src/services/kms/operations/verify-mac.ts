/**
 * VerifyMac. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException; KMSInvalidMacException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
import { timingSafeEqual } from "node:crypto";
import { condition, keyAccess } from "../access.ts";
import { invalidMac } from "../errors.ts";
import { endDryRun, noteUse } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { macOf, openMacKey } from "../material/mac-keys.ts";
import { checkCiphertext } from "../validation.ts";

export const verifyMac: KmsOperation<"VerifyMac"> = {
  access: (input, context) =>
    keyAccess("VerifyMac", input.KeyId, context, condition("kms:MacAlgorithm", input.MacAlgorithm)),
  async handle(input, context, kms) {
    checkCiphertext("mac", input.Mac);
    const { found, material, algorithm } = await openMacKey(kms, input, context, "VerifyMac");
    endDryRun(input.DryRun);
    const mac = macOf(material, algorithm, input.Message);
    if (mac.length !== input.Mac.length || !timingSafeEqual(mac, input.Mac)) throw invalidMac();
    noteUse(kms, found, "VerifyMac", context);
    return { KeyId: found.arn, MacValid: true, MacAlgorithm: algorithm };
  },
};
