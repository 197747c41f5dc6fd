/**
 * AttachRolePolicy. @throws ValidationError; NoSuchEntity; UnmodifiableEntity; PolicyNotAttachable; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
import { attachmentAccess, attachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const attachRolePolicy: IamOperation<"AttachRolePolicy"> = {
  access: (input, context) =>
    attachmentAccess("AttachRolePolicy", context, { kind: "role", name: input.RoleName }, input.PolicyArn),
  async handle(input, context, iam) {
    await attachPolicy(iam, context, { kind: "role", name: input.RoleName }, input.PolicyArn);
    return {};
  },
};
