/**
 * UpdateSSHPublicKey: Active or Inactive. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html
 */
import { namedAccess } from "../../access.ts";
import { requireUser } from "../../store/users.ts";
import { requireExistingUserName } from "../../validation.ts";
import { getSshKey, requireKeyId, requireStatus, writeSshKey } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const updateSSHPublicKey: IamOperation<"UpdateSSHPublicKey"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireKeyId(input.SSHPublicKeyId);
    requireStatus(input.Status);
  },
  access: (input, context) => namedAccess("UpdateSSHPublicKey", context, { kind: "user", name: input.UserName }),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => {
      const user = requireUser(transaction, accountId, input.UserName);
      const record = getSshKey(transaction, accountId, user, input.SSHPublicKeyId);
      writeSshKey(transaction, accountId, user, { ...record, isActive: input.Status === "Active" });
    });
    return {};
  },
};
