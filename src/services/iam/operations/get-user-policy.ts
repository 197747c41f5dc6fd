/**
 * GetUserPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { getInlinePolicy } from "../inline-policies.ts";

export const getUserPolicy: IamOperation<"GetUserPolicy"> = {
  access: (input, context) => namedAccess("GetUserPolicy", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const found = await getInlinePolicy(iam, context, { kind: "user", name: input.UserName }, input.PolicyName);
    return { UserName: found.entityName, PolicyName: found.name, PolicyDocument: found.document };
  },
};
