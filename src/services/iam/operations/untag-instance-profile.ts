/**
 * UntagInstanceProfile. Keys that are not there are no error. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html
 */
import { namedAccess, tagKeyConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { untagResource } from "../tagged-resources.ts";

export const untagInstanceProfile: IamOperation<"UntagInstanceProfile"> = {
  access: (input, context) =>
    namedAccess(
      "UntagInstanceProfile",
      context,
      { kind: "instance-profile", name: input.InstanceProfileName },
      tagKeyConditions(input.TagKeys),
    ),
  async handle(input, context, iam) {
    await untagResource(iam, context, { kind: "instance-profile", name: input.InstanceProfileName }, input.TagKeys);
    return {};
  },
};
