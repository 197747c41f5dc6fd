/**
 * DeletePolicy. @throws ValidationError; AccessDenied for AWS's policies; NoSuchEntity; DeleteConflict while it is attached or has other versions
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
 */
import { accessTo } from "../access.ts";
import { deleteConflict } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { requireOwnPolicy } from "../managed-policy.ts";
import { isUsed } from "../store/attachments.ts";
import { removePolicy } from "../store/policies.ts";
import { requireArn } from "../validation.ts";

export const deletePolicy: IamOperation<"DeletePolicy"> = {
  access: (input) => accessTo("DeletePolicy", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const policy = requireOwnPolicy(transaction, context, "DeletePolicy", input.PolicyArn);
      if (isUsed(transaction, accountId, input.PolicyArn))
        throw deleteConflict("Cannot delete a policy attached to entities.");
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      removePolicy(transaction, accountId, policy);
    });
    return {};
  },
};
