/**
 * ListUserPolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listInlinePolicies } from "../inline-policies.ts";

export const listUserPolicies: IamOperation<"ListUserPolicies"> = {
  access: (input, context) => namedAccess("ListUserPolicies", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { items, page } = await listInlinePolicies(iam, context, { kind: "user", name: input.UserName }, input);
    return { PolicyNames: items, ...page };
  },
};
