/**
 * ListAttachedUserPolicies. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html
 */
import { namedAccess } from "../access.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const listAttachedUserPolicies: IamOperation<"ListAttachedUserPolicies"> = {
  access: (input, context) => namedAccess("ListAttachedUserPolicies", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { items, page } = await listAttachedPolicies(iam, context, { kind: "user", name: input.UserName }, input);
    return { AttachedPolicies: items, ...page };
  },
};
