/**
 * DeletePolicyVersion. @throws ValidationError; AccessDenied for AWS's policies; NoSuchEntity; DeleteConflict for the default version
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireOwnPolicy } from "../managed-policy.ts";
import { removePolicyVersion } from "../store/policies.ts";
import { requireArn, requireVersionId } from "../validation.ts";

export const deletePolicyVersion: IamOperation<"DeletePolicyVersion"> = {
  access: (input) => accessTo("DeletePolicyVersion", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    requireVersionId(input.VersionId);
    const removed = { versionId: input.VersionId, nowMs: context.nowMs };
    await iam.records.transact((transaction) => {
      const policy = requireOwnPolicy(transaction, context, "DeletePolicyVersion", input.PolicyArn);
      removePolicyVersion(transaction, context.accountId, policy, removed);
    });
    return {};
  },
};
