/**
 * DeleteSSHPublicKey. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html
 */
import { namedAccess } from "../../access.ts";
import { requireUser } from "../../store/users.ts";
import { requireExistingUserName } from "../../validation.ts";
import { sshKeyKey } from "../records.ts";
import { getSshKey, requireKeyId } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteSSHPublicKey: IamOperation<"DeleteSSHPublicKey"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireKeyId(input.SSHPublicKeyId);
  },
  access: (input, context) => namedAccess("DeleteSSHPublicKey", context, { kind: "user", name: input.UserName }),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => {
      const user = requireUser(transaction, accountId, input.UserName);
      const { id } = getSshKey(transaction, accountId, user, input.SSHPublicKeyId);
      transaction.delete(sshKeyKey(accountId, user.id, id));
    });
    return {};
  },
};
