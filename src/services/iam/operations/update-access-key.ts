/**
 * UpdateAccessKey. Turns a key on or off; of the caller itself when no name is given. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
 */
import { userAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireUserOrSelf } from "../self.ts";
import { requireOwnKey, writeAccessKey } from "../store/access-keys.ts";
import { oneOf, requireAccessKeyId, requireExistingUserName, requireValid } from "../validation.ts";

export const updateAccessKey: IamOperation<"UpdateAccessKey"> = {
  access: (input, context) => userAccess("UpdateAccessKey", context, input.UserName),
  async handle(input, context, iam) {
    requireValid(oneOf("status", input.Status, ["Active", "Inactive"]));
    requireExistingUserName(input.UserName);
    requireAccessKeyId(input.AccessKeyId);
    await iam.records.transact((transaction) => {
      const user = requireUserOrSelf(transaction, context, input.UserName);
      const key = requireOwnKey(transaction, context.accountId, user, input.AccessKeyId);
      writeAccessKey(transaction, { ...key, isActive: input.Status === "Active" });
    });
    return {};
  },
};
