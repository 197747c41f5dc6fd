/**
 * GetLoginProfile. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { getLogin, loginShape } from "../login-profiles.ts";
import { requireUserNotRoot } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const getLoginProfile: IamOperation<"GetLoginProfile"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
  },
  access: (input, context) => userAccess("GetLoginProfile", context, input.UserName),
  async handle(input, context, iam) {
    const userOf = requireUserNotRoot(context, input.UserName);
    return iam.records.read((reader) => {
      const user = userOf(reader);
      return { LoginProfile: loginShape(user, getLogin(reader, context.accountId, user)) };
    });
  },
};
