/**
 * UpdateLoginProfile. @throws ValidationError; NoSuchEntity; PasswordPolicyViolation; ConcurrentModification
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html
 */
import { namedAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { changeLogin, requirePassword } from "../login-profiles.ts";
import { requireUserNotRoot } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const updateLoginProfile: IamOperation<"UpdateLoginProfile"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requirePassword(input.Password);
  },
  access: (input, context) => namedAccess("UpdateLoginProfile", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { accountId, nowMs } = context;
    await changeLogin(
      iam,
      { accountId, nowMs, userOf: requireUserNotRoot(context, input.UserName) },
      { password: input.Password, isResetRequired: input.PasswordResetRequired },
    );
    return {};
  },
};
