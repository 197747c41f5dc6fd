/**
 * GetPolicyVersion. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
 */
import { accessTo } from "../access.ts";
import { policyVersionNotFound } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { requireManagedPolicy } from "../managed-policy.ts";
import { versionShape } from "../shapes.ts";
import { requireArn, requireVersionId } from "../validation.ts";

export const getPolicyVersion: IamOperation<"GetPolicyVersion"> = {
  access: (input) => accessTo("GetPolicyVersion", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    requireVersionId(input.VersionId);
    const { accountId } = context;
    const aws = await iam.awsPolicies();
    const policy = await iam.records.read((reader) =>
      requireManagedPolicy({ reader, aws, accountId }, input.PolicyArn),
    );
    const version = policy.versions.find(({ versionId }) => versionId === input.VersionId);
    if (version === undefined) throw policyVersionNotFound(input.PolicyArn, input.VersionId);
    return { PolicyVersion: versionShape(policy, version, true) };
  },
};
