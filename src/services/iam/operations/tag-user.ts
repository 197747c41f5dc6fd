/**
 * TagUser. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html
 */
import { namedAccess, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { tagResource } from "../tagged-resources.ts";

export const tagUser: IamOperation<"TagUser"> = {
  access: (input, context) =>
    namedAccess("TagUser", context, { kind: "user", name: input.UserName }, tagConditions(input.Tags)),
  async handle(input, context, iam) {
    await tagResource(iam, context, { kind: "user", name: input.UserName }, input.Tags);
    return {};
  },
};
