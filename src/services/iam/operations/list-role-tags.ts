/**
 * ListRoleTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listResourceTags } from "../tagged-resources.ts";

export const listRoleTags: IamOperation<"ListRoleTags"> = {
  access: (input, context) => namedAccess("ListRoleTags", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    const { items, page } = await listResourceTags(iam, context, { kind: "role", name: input.RoleName }, input);
    return { Tags: items, ...page };
  },
};
