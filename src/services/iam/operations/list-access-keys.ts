/**
 * ListAccessKeys. Of the caller itself when no name is given. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
 */
import { userAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { ownerIdOf, requireUserOrSelf } from "../self.ts";
import { timeOf } from "../shapes.ts";
import { listAccessKeys as listKeys } from "../store/access-keys.ts";
import { requireExistingUserName } from "../validation.ts";

export const listAccessKeys: IamOperation<"ListAccessKeys"> = {
  access: (input, context) => userAccess("ListAccessKeys", context, input.UserName),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    const asked = pageOf(input);
    const { accountId } = context;
    return iam.records.read((reader) => {
      const user = requireUserOrSelf(reader, context, input.UserName);
      const { items, page } = listKeys(reader, accountId, ownerIdOf(user, accountId), asked);
      const keys = items.map(({ accessKeyId, isActive, createdMs }) => ({
        UserName: user?.name,
        AccessKeyId: accessKeyId,
        Status: isActive ? ("Active" as const) : ("Inactive" as const),
        CreateDate: timeOf(createdMs),
      }));
      return { AccessKeyMetadata: keys, ...page };
    });
  },
};
