/**
 * CreatePolicyVersion. @throws ValidationError; MalformedPolicyDocument; LimitExceeded; AccessDenied for AWS's policies; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireOwnPolicy } from "../managed-policy.ts";
import { checkedDocument, refuseUnknownActions, requireManagedPolicySize } from "../policy-documents.ts";
import { timeOf } from "../shapes.ts";
import { addPolicyVersion } from "../store/policies.ts";
import { requireArn, requireDocumentText } from "../validation.ts";

export const createPolicyVersion: IamOperation<"CreatePolicyVersion"> = {
  access: (input) => accessTo("CreatePolicyVersion", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    requireDocumentText(input.PolicyDocument);
    checkedDocument(input.PolicyDocument, "identity");
    await refuseUnknownActions(iam, input.PolicyDocument, "identity");
    requireManagedPolicySize(input.PolicyDocument);
    const { accountId, nowMs } = context;
    const isDefault = input.SetAsDefault ?? false;
    const number = await iam.records.transact((transaction) => {
      const policy = requireOwnPolicy(transaction, context, "CreatePolicyVersion", input.PolicyArn);
      const version = { document: input.PolicyDocument, isDefault, nowMs };
      return addPolicyVersion(transaction, accountId, policy, version);
    });
    return { PolicyVersion: { VersionId: `v${number}`, IsDefaultVersion: isDefault, CreateDate: timeOf(nowMs) } };
  },
};
