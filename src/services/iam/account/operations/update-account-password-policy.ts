/**
 * UpdateAccountPasswordPolicy: the whole policy. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
import { accessTo } from "../../access.ts";
import { checkedPolicy, writePasswordPolicy } from "../password-policy.ts";
import type { IamOperation } from "../../iam.ts";

export const updateAccountPasswordPolicy: IamOperation<"UpdateAccountPasswordPolicy"> = {
  access: () => accessTo("UpdateAccountPasswordPolicy", "*"),
  async handle(input, { accountId }, iam) {
    const policy = checkedPolicy(input);
    await iam.records.transact((transaction) => writePasswordPolicy(transaction, accountId, policy));
    return {};
  },
};
