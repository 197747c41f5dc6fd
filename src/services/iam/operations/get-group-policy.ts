/**
 * GetGroupPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { getInlinePolicy } from "../inline-policies.ts";

export const getGroupPolicy: IamOperation<"GetGroupPolicy"> = {
  access: (input, context) => namedAccess("GetGroupPolicy", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    const found = await getInlinePolicy(iam, context, { kind: "group", name: input.GroupName }, input.PolicyName);
    return { GroupName: found.entityName, PolicyName: found.name, PolicyDocument: found.document };
  },
};
