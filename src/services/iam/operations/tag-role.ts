/**
 * TagRole. @throws ValidationError; InvalidInput; NoSuchEntity; UnmodifiableEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html
 */
import { namedAccess, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { tagResource } from "../tagged-resources.ts";

export const tagRole: IamOperation<"TagRole"> = {
  access: (input, context) =>
    namedAccess("TagRole", context, { kind: "role", name: input.RoleName }, tagConditions(input.Tags)),
  async handle(input, context, iam) {
    await tagResource(iam, context, { kind: "role", name: input.RoleName }, input.Tags);
    return {};
  },
};
