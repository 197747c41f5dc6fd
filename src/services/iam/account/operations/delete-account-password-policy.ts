/**
 * DeleteAccountPasswordPolicy. @throws NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html
 */
import { accessTo } from "../../access.ts";
import { removePasswordPolicy } from "../password-policy.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteAccountPasswordPolicy: IamOperation<"DeleteAccountPasswordPolicy"> = {
  access: () => accessTo("DeleteAccountPasswordPolicy", "*"),
  async handle(_input, { accountId }, iam) {
    await iam.records.transact((transaction) => removePasswordPolicy(transaction, accountId));
    return {};
  },
};
