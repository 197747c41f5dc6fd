/**
 * UntagPolicy. Keys that are not there are no error. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html
 */
import { accessTo, tagKeyConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { untagResource } from "../tagged-resources.ts";

export const untagPolicy: IamOperation<"UntagPolicy"> = {
  access: (input) => accessTo("UntagPolicy", input.PolicyArn, tagKeyConditions(input.TagKeys)),
  async handle(input, context, iam) {
    await untagResource(iam, context, { kind: "policy", name: input.PolicyArn }, input.TagKeys);
    return {};
  },
};
