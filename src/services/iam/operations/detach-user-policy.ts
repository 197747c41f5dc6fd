/**
 * DetachUserPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
 */
import { attachmentAccess, detachPolicy } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const detachUserPolicy: IamOperation<"DetachUserPolicy"> = {
  access: (input, context) =>
    attachmentAccess("DetachUserPolicy", context, { kind: "user", name: input.UserName }, input.PolicyArn),
  async handle(input, context, iam) {
    await detachPolicy(iam, context, { kind: "user", name: input.UserName }, input.PolicyArn);
    return {};
  },
};
