/**
 * ListGroupPolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listInlinePolicies } from "../inline-policies.ts";

export const listGroupPolicies: IamOperation<"ListGroupPolicies"> = {
  access: (input, context) => namedAccess("ListGroupPolicies", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    const { items, page } = await listInlinePolicies(iam, context, { kind: "group", name: input.GroupName }, input);
    return { PolicyNames: items, ...page };
  },
};
