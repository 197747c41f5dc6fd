/**
 * PutGroupPolicy. @throws ValidationError; NoSuchEntity; MalformedPolicyDocument; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { putInlinePolicy } from "../inline-policies.ts";

export const putGroupPolicy: IamOperation<"PutGroupPolicy"> = {
  access: (input, context) => namedAccess("PutGroupPolicy", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    const policy = { name: input.PolicyName, document: input.PolicyDocument };
    await putInlinePolicy(iam, context, { kind: "group", name: input.GroupName }, policy);
    return {};
  },
};
