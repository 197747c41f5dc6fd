/**
 * ListUserTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listResourceTags } from "../tagged-resources.ts";

export const listUserTags: IamOperation<"ListUserTags"> = {
  access: (input, context) => namedAccess("ListUserTags", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { items, page } = await listResourceTags(iam, context, { kind: "user", name: input.UserName }, input);
    return { Tags: items, ...page };
  },
};
