/**
 * ListRolePolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listInlinePolicies } from "../inline-policies.ts";

export const listRolePolicies: IamOperation<"ListRolePolicies"> = {
  access: (input, context) => namedAccess("ListRolePolicies", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    const { items, page } = await listInlinePolicies(iam, context, { kind: "role", name: input.RoleName }, input);
    return { PolicyNames: items, ...page };
  },
};
