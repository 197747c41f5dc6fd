/**
 * CreatePolicy. @throws ValidationError; InvalidInput; MalformedPolicyDocument; LimitExceeded; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
import { namedAccess, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { ownPolicy } from "../managed-policy.ts";
import { checkedDocument, refuseUnknownActions, requireManagedPolicySize } from "../policy-documents.ts";
import { policyShape } from "../shapes.ts";
import { addPolicy } from "../store/policies.ts";
import type { PolicyRecord } from "../store/records.ts";
import { checkedTags } from "../tags.ts";
import { newUniqueId } from "../unique-ids.ts";
import { lengthWithin, requireDocumentText, requirePath, requirePolicyName, requireValid } from "../validation.ts";
import { DESCRIPTION_LENGTH_MAX } from "../limits.ts";

export const createPolicy: IamOperation<"CreatePolicy"> = {
  access: (input, context) => {
    const policy = { kind: "policy", name: input.PolicyName, path: input.Path } as const;
    return namedAccess("CreatePolicy", context, policy, tagConditions(input.Tags));
  },
  async handle(input, context, iam) {
    requirePolicyName(input.PolicyName);
    requirePath(input.Path);
    requireValid(lengthWithin("description", input.Description, 0, DESCRIPTION_LENGTH_MAX));
    requireDocumentText(input.PolicyDocument);
    const tags = checkedTags(input.Tags, "kept");
    checkedDocument(input.PolicyDocument, "identity");
    await refuseUnknownActions(iam, input.PolicyDocument, "identity");
    requireManagedPolicySize(input.PolicyDocument);
    const { accountId, nowMs } = context;
    const policy: PolicyRecord = {
      id: newUniqueId("policy", iam.runtime.ids),
      name: input.PolicyName,
      path: input.Path ?? "/",
      createdMs: nowMs,
      updatedMs: nowMs,
      description: input.Description,
      tags,
      defaultVersion: 1,
      lastVersion: 1,
      versions: [{ number: 1, createdMs: nowMs, document: input.PolicyDocument }],
    };
    return iam.records.transact((transaction) => {
      addPolicy(transaction, accountId, policy);
      return { Policy: policyShape(ownPolicy(transaction, accountId, policy)) };
    });
  },
};
