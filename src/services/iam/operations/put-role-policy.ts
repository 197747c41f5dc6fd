/**
 * PutRolePolicy. @throws ValidationError; NoSuchEntity; UnmodifiableEntity; MalformedPolicyDocument; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { putInlinePolicy } from "../inline-policies.ts";

export const putRolePolicy: IamOperation<"PutRolePolicy"> = {
  access: (input, context) => namedAccess("PutRolePolicy", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    const policy = { name: input.PolicyName, document: input.PolicyDocument };
    await putInlinePolicy(iam, context, { kind: "role", name: input.RoleName }, policy);
    return {};
  },
};
