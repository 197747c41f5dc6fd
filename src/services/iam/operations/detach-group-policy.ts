/**
 * DetachGroupPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html
 */
import { attachmentAccess, detachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const detachGroupPolicy: IamOperation<"DetachGroupPolicy"> = {
  access: (input, context) =>
    attachmentAccess("DetachGroupPolicy", context, { kind: "group", name: input.GroupName }, input.PolicyArn),
  async handle(input, context, iam) {
    await detachPolicy(iam, context, { kind: "group", name: input.GroupName }, input.PolicyArn);
    return {};
  },
};
