/**
 * GetPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireManagedPolicy } from "../managed-policy.ts";
import { policyShape } from "../shapes.ts";
import { requireArn } from "../validation.ts";

export const getPolicy: IamOperation<"GetPolicy"> = {
  access: (input) => accessTo("GetPolicy", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    const { accountId } = context;
    const aws = await iam.awsPolicies();
    const policy = await iam.records.read((reader) =>
      requireManagedPolicy({ reader, aws, accountId }, input.PolicyArn),
    );
    return { Policy: policyShape(policy) };
  },
};
