/**
 * ListAttachedRolePolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
 */
import { namedAccess } from "../access.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const listAttachedRolePolicies: IamOperation<"ListAttachedRolePolicies"> = {
  access: (input, context) => namedAccess("ListAttachedRolePolicies", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    const { items, page } = await listAttachedPolicies(iam, context, { kind: "role", name: input.RoleName }, input);
    return { AttachedPolicies: items, ...page };
  },
};
