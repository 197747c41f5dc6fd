/**
 * UntagRole. Keys that are not there are no error. @throws ValidationError; InvalidInput; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html
 */
import { namedAccess, tagKeyConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { untagResource } from "../tagged-resources.ts";

export const untagRole: IamOperation<"UntagRole"> = {
  access: (input, context) =>
    namedAccess("UntagRole", context, { kind: "role", name: input.RoleName }, tagKeyConditions(input.TagKeys)),
  async handle(input, context, iam) {
    await untagResource(iam, context, { kind: "role", name: input.RoleName }, input.TagKeys);
    return {};
  },
};
