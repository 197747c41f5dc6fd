/**
 * CreateLoginProfile. @throws ValidationError; NoSuchEntity; EntityAlreadyExists; PasswordPolicyViolation
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { createLogin, loginShape, requirePassword } from "../login-profiles.ts";
import { requireMember } from "../members.ts";
import { requireUserNotRoot } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const createLoginProfile: IamOperation<"CreateLoginProfile"> = {
  validate(input) {
    requirePassword(requireMember("password", input.Password));
    requireExistingUserName(input.UserName);
  },
  access: (input, context) => userAccess("CreateLoginProfile", context, input.UserName),
  async handle(input, context, iam) {
    const password = requireMember("password", input.Password);
    const change = {
      accountId: context.accountId,
      nowMs: context.nowMs,
      userOf: requireUserNotRoot(context, input.UserName),
    };
    const isResetRequired = input.PasswordResetRequired ?? false;
    const { user, login } = await createLogin(iam, change, { password, isResetRequired });
    return { LoginProfile: loginShape(user, login) };
  },
};
