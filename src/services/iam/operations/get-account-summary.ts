/**
 * GetAccountSummary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
import { accessTo } from "../access.ts";
import { accountSummary } from "../account-summary.ts";
import type { IamOperation } from "../iam.ts";

export const getAccountSummary: IamOperation<"GetAccountSummary"> = {
  access: () => accessTo("GetAccountSummary", "*"),
  async handle(input, context, iam) {
    const { accountId } = context;
    return { SummaryMap: await iam.records.read((reader) => accountSummary(reader, accountId)) };
  },
};
