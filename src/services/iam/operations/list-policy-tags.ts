/**
 * ListPolicyTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { listResourceTags } from "../tagged-resources.ts";

export const listPolicyTags: IamOperation<"ListPolicyTags"> = {
  access: (input) => accessTo("ListPolicyTags", input.PolicyArn),
  async handle(input, context, iam) {
    const { items, page } = await listResourceTags(iam, context, { kind: "policy", name: input.PolicyArn }, input);
    return { Tags: items, ...page };
  },
};
