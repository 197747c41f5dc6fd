/**
 * DeleteGroupPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

export const deleteGroupPolicy: IamOperation<"DeleteGroupPolicy"> = {
  access: (input, context) => namedAccess("DeleteGroupPolicy", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    await deleteInlinePolicy(iam, context, { kind: "group", name: input.GroupName }, input.PolicyName);
    return {};
  },
};
