/**
 * DeleteUserPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

export const deleteUserPolicy: IamOperation<"DeleteUserPolicy"> = {
  access: (input, context) => namedAccess("DeleteUserPolicy", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    await deleteInlinePolicy(iam, context, { kind: "user", name: input.UserName }, input.PolicyName);
    return {};
  },
};
