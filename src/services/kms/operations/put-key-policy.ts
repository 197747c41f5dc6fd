/**
 * PutKeyPolicy. @throws ValidationException; NotFoundException; UnsupportedOperationException; LimitExceededException;
 * MalformedPolicyDocumentException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
import { condition, keyAccess } from "../access.ts";
import { changeKey } from "../keys/change-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkKeyPolicy, keptKeyPolicy } from "../policies/check-key-policy.ts";
import { checkPolicyName } from "../policies/default-policy.ts";

export const putKeyPolicy: KmsOperation<"PutKeyPolicy"> = {
  access: (input, context) =>
    keyAccess("PutKeyPolicy", input.KeyId, context, {
      ...condition("kms:BypassPolicyLockoutSafetyCheck", input.BypassPolicyLockoutSafetyCheck ?? false),
    }),
  async handle(input, context, kms) {
    checkPolicyName(input.PolicyName);
    await changeKey(kms, input.KeyId, { context, action: "PutKeyPolicy" }, (found, transaction) => {
      checkKeyPolicy({
        text: input.Policy,
        arn: found.arn,
        caller: context,
        isLockoutAllowed: input.BypassPolicyLockoutSafetyCheck,
      });
      return { ...found.key, policy: keptKeyPolicy(kms, transaction, { text: input.Policy, caller: context }) };
    });
    return {};
  },
};
