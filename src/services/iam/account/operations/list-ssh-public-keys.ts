/**
 * ListSSHPublicKeys of a user, or the caller's own. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
 */
import { userAccess } from "../../access.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { requireExistingUserName } from "../../validation.ts";
import { requireUserNotRoot } from "../owner.ts";
import { listSshKeys } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const listSSHPublicKeys: IamOperation<"ListSSHPublicKeys"> = {
  validate: (input) => requireExistingUserName(input.UserName),
  access: (input, context) => userAccess("ListSSHPublicKeys", context, input.UserName),
  async handle(input, context, iam) {
    const page = pageOf(input);
    const userOf = requireUserNotRoot(context, input.UserName);
    return iam.records.read((reader) => {
      const user = userOf(reader);
      const listed = pageOfList(listSshKeys(reader, context.accountId, user), page, ({ id }) => id);
      return {
        SSHPublicKeys: listed.items.map((record) => ({
          UserName: user.name,
          SSHPublicKeyId: record.id,
          Status: record.isActive ? ("Active" as const) : ("Inactive" as const),
          UploadDate: new Date(record.uploadedMs),
        })),
        ...listed.page,
      };
    });
  },
};
