/**
 * DeleteLoginProfile. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { removeLogin } from "../login-profiles.ts";
import { requireUserNotRoot } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteLoginProfile: IamOperation<"DeleteLoginProfile"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
  },
  access: (input, context) => userAccess("DeleteLoginProfile", context, input.UserName),
  async handle(input, context, iam) {
    const userOf = requireUserNotRoot(context, input.UserName);
    await iam.records.transact((transaction) => removeLogin(transaction, context.accountId, userOf(transaction)));
    return {};
  },
};
