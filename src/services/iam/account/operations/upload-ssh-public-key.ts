/**
 * UploadSSHPublicKey. @throws ValidationError; InvalidPublicKey; NoSuchEntity; DuplicateSSHPublicKey; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html
 */
import { namedAccess } from "../../access.ts";
import { requireUser } from "../../store/users.ts";
import { newUniqueId } from "../../unique-ids.ts";
import { requireExistingUserName } from "../../validation.ts";
import { addSshKey, fingerprintOf, readSshKey, sshKeyShape } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const uploadSSHPublicKey: IamOperation<"UploadSSHPublicKey"> = {
  validate: (input) => requireExistingUserName(input.UserName),
  access: (input, context) => namedAccess("UploadSSHPublicKey", context, { kind: "user", name: input.UserName }),
  async handle(input, { accountId, nowMs }, iam) {
    const body = input.SSHPublicKeyBody;
    const record = {
      id: newUniqueId("ssh-public-key", iam.runtime.ids),
      body,
      fingerprint: fingerprintOf(readSshKey(body)),
      isActive: true,
      uploadedMs: nowMs,
    };
    return iam.records.transact((transaction) => {
      const user = requireUser(transaction, accountId, input.UserName);
      addSshKey(transaction, accountId, user, record);
      return { SSHPublicKey: sshKeyShape(user, record, "SSH") };
    });
  },
};
