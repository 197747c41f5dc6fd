/**
 * CreateAccessKey. For the caller itself when no name is given. @throws ValidationError; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
import { userAccess } from "../access.ts";
import { newAccessKeyId } from "../../../kit/access-key-id.ts";
import type { IamOperation } from "../iam.ts";
import { ownerIdOf, requireUserOrSelf } from "../self.ts";
import { timeOf } from "../shapes.ts";
import { addAccessKey, sealSecret } from "../store/access-keys.ts";
import { requireExistingUserName } from "../validation.ts";

export const createAccessKey: IamOperation<"CreateAccessKey"> = {
  access: (input, context) => userAccess("CreateAccessKey", context, input.UserName),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    const { accountId, nowMs } = context;
    const accessKeyId = newAccessKeyId("AKIA", accountId, iam.runtime.random);
    // 40 characters of base64, as AWS's secrets are.
    const secret = Buffer.from(iam.runtime.random.bytes(30)).toString("base64");
    const sealedSecret = sealSecret(iam.sealer, accessKeyId, secret);
    const userName = await iam.records.transact((transaction) => {
      const user = requireUserOrSelf(transaction, context, input.UserName);
      const ownerId = ownerIdOf(user, accountId);
      addAccessKey(transaction, { accessKeyId, accountId, ownerId, isActive: true, createdMs: nowMs, sealedSecret });
      return user?.name;
    });
    return {
      AccessKey: {
        UserName: userName,
        AccessKeyId: accessKeyId,
        Status: "Active",
        SecretAccessKey: secret,
        CreateDate: timeOf(nowMs),
      },
    };
  },
};
