/**
 * ListPolicyVersions. Newest first, without documents. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireManagedPolicy } from "../managed-policy.ts";
import { pageOf, pageOfList } from "../pagination.ts";
import { versionShape } from "../shapes.ts";
import { requireArn } from "../validation.ts";

export const listPolicyVersions: IamOperation<"ListPolicyVersions"> = {
  access: (input) => accessTo("ListPolicyVersions", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    const asked = pageOf(input);
    const { accountId } = context;
    const aws = await iam.awsPolicies();
    const policy = await iam.records.read((reader) =>
      requireManagedPolicy({ reader, aws, accountId }, input.PolicyArn),
    );
    const newestFirst = policy.versions.map((version, index) => ({ version, place: String.fromCharCode(97 + index) }));
    const { items, page } = pageOfList(newestFirst, asked, ({ place }) => place);
    return { Versions: items.map(({ version }) => versionShape(policy, version, false)), ...page };
  },
};
