/**
 * GetSSHPublicKey, in the encoding asked for. @throws ValidationError; UnrecognizedPublicKeyEncoding; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html
 */
import { ServiceError } from "../../../../kit/errors.ts";
import { namedAccess } from "../../access.ts";
import { requireUser } from "../../store/users.ts";
import { requireExistingUserName } from "../../validation.ts";
import { getSshKey, requireKeyId, sshKeyShape } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const getSSHPublicKey: IamOperation<"GetSSHPublicKey"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireKeyId(input.SSHPublicKeyId);
  },
  access: (input, context) => namedAccess("GetSSHPublicKey", context, { kind: "user", name: input.UserName }),
  async handle(input, { accountId }, iam) {
    const { Encoding: encoding } = input;
    if (encoding !== "SSH" && encoding !== "PEM")
      throw new ServiceError({
        code: "UnrecognizedPublicKeyEncoding",
        status: 400,
        message: "The public key encoding format is unsupported or unrecognized.",
      });
    return iam.records.read((reader) => {
      const user = requireUser(reader, accountId, input.UserName);
      const record = getSshKey(reader, accountId, user, input.SSHPublicKeyId);
      return { SSHPublicKey: sshKeyShape(user, record, encoding) };
    });
  },
};
