/**
 * ChangePassword, of the caller. @throws ValidationError; InvalidUserType for the root user; NoSuchEntity; AccessDenied for a wrong old password;
 * PasswordPolicyViolation; ConcurrentModification
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
 */
import { userAccess } from "../../access.ts";
import { changeLogin, requirePassword } from "../login-profiles.ts";
import { requireUserNotRoot } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const changePassword: IamOperation<"ChangePassword"> = {
  validate(input) {
    requirePassword(input.OldPassword, "oldPassword");
    requirePassword(input.NewPassword, "newPassword");
  },
  access: (_input, context) => userAccess("ChangePassword", context, undefined),
  async handle(input, context, iam) {
    const { accountId, nowMs } = context;
    await changeLogin(
      iam,
      { accountId, nowMs, userOf: requireUserNotRoot(context, undefined) },
      { password: input.NewPassword, oldPassword: input.OldPassword, isResetRequired: false },
    );
    return {};
  },
};
