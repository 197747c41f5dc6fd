/**
 * AttachGroupPolicy. @throws ValidationError; NoSuchEntity; PolicyNotAttachable; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
 */
import { attachmentAccess, attachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const attachGroupPolicy: IamOperation<"AttachGroupPolicy"> = {
  access: (input, context) =>
    attachmentAccess("AttachGroupPolicy", context, { kind: "group", name: input.GroupName }, input.PolicyArn),
  async handle(input, context, iam) {
    await attachPolicy(iam, context, { kind: "group", name: input.GroupName }, input.PolicyArn);
    return {};
  },
};
