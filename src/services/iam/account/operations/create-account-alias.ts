/**
 * CreateAccountAlias. @throws ValidationError; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
 */
import { accessTo } from "../../access.ts";
import { requireAlias, writeAlias } from "../aliases.ts";
import type { IamOperation } from "../../iam.ts";

export const createAccountAlias: IamOperation<"CreateAccountAlias"> = {
  validate(input) {
    requireAlias(input.AccountAlias);
  },
  access: () => accessTo("CreateAccountAlias", "*"),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => writeAlias(transaction, accountId, input.AccountAlias));
    return {};
  },
};
