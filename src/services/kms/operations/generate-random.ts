/**
 * GenerateRandom. @throws ValidationException; NotImplemented for a custom key store or a Nitro recipient
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { accountAccess } from "../access.ts";
import { validation } from "../errors.ts";
import type { KmsOperation } from "../kms.ts";
import { RANDOM_BYTES_MAX } from "../limits.ts";
import { refuseRecipient } from "../material/encrypting.ts";
import { checkRange } from "../validation.ts";

export const generateRandom: KmsOperation<"GenerateRandom"> = {
  access: (_input, context) => accountAccess("GenerateRandom", context),
  handle(input, _context, kms) {
    if (input.NumberOfBytes === undefined) throw validation("NumberOfBytes is required.");
    checkRange("numberOfBytes", input.NumberOfBytes, { min: 1, max: RANDOM_BYTES_MAX });
    if (input.CustomKeyStoreId !== undefined)
      throw new NotImplementedError("kms", "GenerateRandom.CustomKeyStoreId", "there is no CloudHSM behind Lakebed");
    refuseRecipient("GenerateRandom", input.Recipient);
    return Promise.resolve({ Plaintext: kms.runtime.random.bytes(input.NumberOfBytes) });
  },
};
