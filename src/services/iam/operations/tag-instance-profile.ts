/**
 * TagInstanceProfile. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html
 */
import { namedAccess, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { tagResource } from "../tagged-resources.ts";

export const tagInstanceProfile: IamOperation<"TagInstanceProfile"> = {
  access: (input, context) =>
    namedAccess(
      "TagInstanceProfile",
      context,
      { kind: "instance-profile", name: input.InstanceProfileName },
      tagConditions(input.Tags),
    ),
  async handle(input, context, iam) {
    await tagResource(iam, context, { kind: "instance-profile", name: input.InstanceProfileName }, input.Tags);
    return {};
  },
};
