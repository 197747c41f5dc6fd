/**
 * UntagUser. Keys that are not there are no error. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html
 */
import { namedAccess, tagKeyConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { untagResource } from "../tagged-resources.ts";

export const untagUser: IamOperation<"UntagUser"> = {
  access: (input, context) =>
    namedAccess("UntagUser", context, { kind: "user", name: input.UserName }, tagKeyConditions(input.TagKeys)),
  async handle(input, context, iam) {
    await untagResource(iam, context, { kind: "user", name: input.UserName }, input.TagKeys);
    return {};
  },
};
