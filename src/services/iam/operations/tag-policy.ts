/**
 * TagPolicy. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html
 */
import { accessTo, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { tagResource } from "../tagged-resources.ts";

export const tagPolicy: IamOperation<"TagPolicy"> = {
  access: (input) => accessTo("TagPolicy", input.PolicyArn, tagConditions(input.Tags)),
  async handle(input, context, iam) {
    await tagResource(iam, context, { kind: "policy", name: input.PolicyArn }, input.Tags);
    return {};
  },
};
