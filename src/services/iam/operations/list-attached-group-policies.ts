/**
 * ListAttachedGroupPolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html
 */
import { namedAccess } from "../access.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const listAttachedGroupPolicies: IamOperation<"ListAttachedGroupPolicies"> = {
  access: (input, context) =>
    namedAccess("ListAttachedGroupPolicies", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    const { items, page } = await listAttachedPolicies(iam, context, { kind: "group", name: input.GroupName }, input);
    return { AttachedPolicies: items, ...page };
  },
};
