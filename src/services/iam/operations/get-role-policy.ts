/**
 * GetRolePolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { getInlinePolicy } from "../inline-policies.ts";

export const getRolePolicy: IamOperation<"GetRolePolicy"> = {
  access: (input, context) => namedAccess("GetRolePolicy", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    const found = await getInlinePolicy(iam, context, { kind: "role", name: input.RoleName }, input.PolicyName);
    return { RoleName: found.entityName, PolicyName: found.name, PolicyDocument: found.document };
  },
};
