/**
 * GenerateMac. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
import { condition, keyAccess } from "../access.ts";
import { endDryRun, noteUse } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { macOf, openMacKey } from "../material/mac-keys.ts";

export const generateMac: KmsOperation<"GenerateMac"> = {
  access: (input, context) =>
    keyAccess("GenerateMac", input.KeyId, context, condition("kms:MacAlgorithm", input.MacAlgorithm)),
  async handle(input, context, kms) {
    const { found, material, algorithm } = await openMacKey(kms, input, context, "GenerateMac");
    endDryRun(input.DryRun);
    noteUse(kms, found, "GenerateMac", context);
    return { KeyId: found.arn, Mac: macOf(material, algorithm, input.Message), MacAlgorithm: algorithm };
  },
};
