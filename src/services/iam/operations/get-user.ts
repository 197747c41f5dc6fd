/**
 * GetUser. The caller itself when no name is given. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
 */
import { userAccess } from "../access.ts";
import { rootArn } from "../arns.ts";
import type { IamOperation } from "../iam.ts";
import { requireUserOrSelf } from "../self.ts";
import { timeOf, userShape } from "../shapes.ts";
import { requireExistingUserName } from "../validation.ts";

export const getUser: IamOperation<"GetUser"> = {
  access: (input, context) => userAccess("GetUser", context, input.UserName),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    const { accountId } = context;
    const user = await iam.records.read((reader) => requireUserOrSelf(reader, context, input.UserName));
    if (user !== undefined) return { User: userShape(accountId, user) };
    // AWS: the root user has no name and no path. When the account was made is not known here.
    const root = { Path: undefined, UserName: undefined, UserId: accountId, Arn: rootArn(accountId) };
    return { User: { ...root, CreateDate: timeOf(0) } };
  },
};
