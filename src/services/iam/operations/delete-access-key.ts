/**
 * DeleteAccessKey. Of the caller itself when no name is given. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
 */
import { userAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireUserOrSelf } from "../self.ts";
import { removeAccessKey, requireOwnKey } from "../store/access-keys.ts";
import { requireAccessKeyId, requireExistingUserName } from "../validation.ts";

export const deleteAccessKey: IamOperation<"DeleteAccessKey"> = {
  access: (input, context) => userAccess("DeleteAccessKey", context, input.UserName),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    requireAccessKeyId(input.AccessKeyId);
    await iam.records.transact((transaction) => {
      const user = requireUserOrSelf(transaction, context, input.UserName);
      removeAccessKey(transaction, requireOwnKey(transaction, context.accountId, user, input.AccessKeyId));
    });
    return {};
  },
};
