/**
 * DeleteAccountAlias. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html
 */
import { accessTo } from "../../access.ts";
import { removeAlias, requireAlias } from "../aliases.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteAccountAlias: IamOperation<"DeleteAccountAlias"> = {
  validate(input) {
    requireAlias(input.AccountAlias);
  },
  access: () => accessTo("DeleteAccountAlias", "*"),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => removeAlias(transaction, accountId, input.AccountAlias));
    return {};
  },
};
