/**
 * DetachRolePolicy. @throws ValidationError; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html
 */
import { attachmentAccess, detachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const detachRolePolicy: IamOperation<"DetachRolePolicy"> = {
  access: (input, context) =>
    attachmentAccess("DetachRolePolicy", context, { kind: "role", name: input.RoleName }, input.PolicyArn),
  async handle(input, context, iam) {
    await detachPolicy(iam, context, { kind: "role", name: input.RoleName }, input.PolicyArn);
    return {};
  },
};
