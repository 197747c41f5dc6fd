/**
 * ListInstanceProfileTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listResourceTags } from "../tagged-resources.ts";

export const listInstanceProfileTags: IamOperation<"ListInstanceProfileTags"> = {
  access: (input, context) =>
    namedAccess("ListInstanceProfileTags", context, { kind: "instance-profile", name: input.InstanceProfileName }),
  async handle(input, context, iam) {
    const { items, page } = await listResourceTags(
      iam,
      context,
      { kind: "instance-profile", name: input.InstanceProfileName },
      input,
    );
    return { Tags: items, ...page };
  },
};
