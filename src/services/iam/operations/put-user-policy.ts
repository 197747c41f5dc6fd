/**
 * PutUserPolicy. @throws ValidationError; NoSuchEntity; MalformedPolicyDocument; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { putInlinePolicy } from "../inline-policies.ts";

export const putUserPolicy: IamOperation<"PutUserPolicy"> = {
  access: (input, context) => namedAccess("PutUserPolicy", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const policy = { name: input.PolicyName, document: input.PolicyDocument };
    await putInlinePolicy(iam, context, { kind: "user", name: input.UserName }, policy);
    return {};
  },
};
