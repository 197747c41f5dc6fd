/**
 * AttachUserPolicy. @throws ValidationError; NoSuchEntity; PolicyNotAttachable; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html
 */
import { attachmentAccess, attachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const attachUserPolicy: IamOperation<"AttachUserPolicy"> = {
  access: (input, context) =>
    attachmentAccess("AttachUserPolicy", context, { kind: "user", name: input.UserName }, input.PolicyArn),
  async handle(input, context, iam) {
    await attachPolicy(iam, context, { kind: "user", name: input.UserName }, input.PolicyArn);
    return {};
  },
};
