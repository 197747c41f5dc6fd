/**
 * GetAccessKeyLastUsed. A key that was never used has `N/A` for service and Region, and no date.
 *
 * The check names the key where the name of its user belongs; `resource-facts.ts` tells whose it is. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
 */
import { namedAccess } from "../access.ts";
import { accessKeyNotFound } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { timeOf } from "../shapes.ts";
import { findAccessKeyRecord } from "../store/access-keys.ts";
import { findUserById } from "../store/users.ts";
import { readUse } from "../uses.ts";
import { requireAccessKeyId } from "../validation.ts";

export const getAccessKeyLastUsed: IamOperation<"GetAccessKeyLastUsed"> = {
  access: (input, context) => namedAccess("GetAccessKeyLastUsed", context, { kind: "user", name: input.AccessKeyId }),
  async handle(input, context, iam) {
    requireAccessKeyId(input.AccessKeyId);
    const { accountId } = context;
    await iam.uses.flush();
    return iam.records.read((reader) => {
      const key = findAccessKeyRecord(reader, input.AccessKeyId);
      if (key?.accountId !== accountId) throw accessKeyNotFound(input.AccessKeyId);
      const use = readUse(reader, accountId, "access-key", key.accessKeyId);
      return {
        UserName: findUserById(reader, accountId, key.ownerId)?.name,
        AccessKeyLastUsed: {
          LastUsedDate: use === undefined ? undefined : timeOf(use.usedMs),
          ServiceName: use?.service ?? "N/A",
          Region: use?.region ?? "N/A",
        },
      };
    });
  },
};
