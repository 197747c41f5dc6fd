/**
 * GetAccountAuthorizationDetails. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
import { accessTo } from "../access.ts";
import { DETAIL_FILTERS, detailSections } from "../authorization-details.ts";
import type { IamOperation } from "../iam.ts";
import { listSections, pageOf } from "../pagination.ts";
import { oneOf, requireValid } from "../validation.ts";

export const getAccountAuthorizationDetails: IamOperation<"GetAccountAuthorizationDetails"> = {
  access: () => accessTo("GetAccountAuthorizationDetails", "*"),
  async handle(input, context, iam) {
    const filter = input.Filter ?? [];
    requireValid(filter.flatMap((name, index) => oneOf(`filter.${index + 1}.member`, name, DETAIL_FILTERS)));
    const asked = pageOf(input);
    const { accountId } = context;
    const aws = await iam.awsPolicies();
    await iam.uses.flush();
    const { items, page } = await iam.records.read((reader) =>
      listSections(detailSections({ reader, aws, accountId }, filter), asked),
    );
    return {
      UserDetailList: items.map(({ user }) => user).filter((user) => user !== undefined),
      GroupDetailList: items.map(({ group }) => group).filter((group) => group !== undefined),
      RoleDetailList: items.map(({ role }) => role).filter((role) => role !== undefined),
      Policies: items.map(({ policy }) => policy).filter((policy) => policy !== undefined),
      ...page,
    };
  },
};
