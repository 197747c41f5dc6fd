/**
 * GetKeyPolicy. @throws ValidationException; NotFoundException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 */
import { keyAccess } from "../access.ts";
import { findOwnKey } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkPolicyName, POLICY_NAME } from "../policies/default-policy.ts";

export const getKeyPolicy: KmsOperation<"GetKeyPolicy"> = {
  access: (input, context) => keyAccess("GetKeyPolicy", input.KeyId, context),
  async handle(input, context, kms) {
    checkPolicyName(input.PolicyName);
    return kms.records.read((reader) => {
      const { key } = findOwnKey(reader, input.KeyId, context, "GetKeyPolicy");
      return { Policy: kms.principals.show(reader, key.policy), PolicyName: POLICY_NAME };
    });
  },
};
