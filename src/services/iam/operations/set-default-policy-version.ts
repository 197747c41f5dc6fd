/**
 * SetDefaultPolicyVersion. @throws ValidationError; AccessDenied for AWS's policies; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireOwnPolicy } from "../managed-policy.ts";
import { requireVersion, writePolicy } from "../store/policies.ts";
import { requireArn, requireVersionId } from "../validation.ts";

export const setDefaultPolicyVersion: IamOperation<"SetDefaultPolicyVersion"> = {
  access: (input) => accessTo("SetDefaultPolicyVersion", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    requireVersionId(input.VersionId);
    const { accountId, nowMs } = context;
    await iam.records.transact((transaction) => {
      const policy = requireOwnPolicy(transaction, context, "SetDefaultPolicyVersion", input.PolicyArn);
      const defaultVersion = requireVersion(policy, input.PolicyArn, input.VersionId);
      writePolicy(transaction, accountId, { ...policy, defaultVersion, updatedMs: nowMs });
    });
    return {};
  },
};
