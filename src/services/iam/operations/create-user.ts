/**
 * CreateUser. @throws ValidationError; InvalidInput; EntityAlreadyExists; LimitExceeded; NoSuchEntity (boundary)
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 */
import { boundaryConditions, namedAccess, tagConditions } from "../access.ts";
import { withBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";
import { userShape } from "../shapes.ts";
import { addUser } from "../store/users.ts";
import type { UserRecord } from "../store/records.ts";
import { checkedTags } from "../tags.ts";
import { newUniqueId } from "../unique-ids.ts";
import { requireArn, requirePath, requireUserName } from "../validation.ts";

export const createUser: IamOperation<"CreateUser"> = {
  access: (input, context) =>
    namedAccess(
      "CreateUser",
      context,
      { kind: "user", name: input.UserName, path: input.Path },
      {
        ...tagConditions(input.Tags),
        ...boundaryConditions(input.PermissionsBoundary),
      },
    ),
  async handle(input, context, iam) {
    requireUserName(input.UserName);
    requirePath(input.Path);
    requireArn(input.PermissionsBoundary, "permissionsBoundary");
    const { accountId } = context;
    const user: UserRecord = {
      id: newUniqueId("user", iam.runtime.ids),
      name: input.UserName,
      path: input.Path ?? "/",
      createdMs: context.nowMs,
      attached: [],
      inline: [],
      groups: [],
      tags: checkedTags(input.Tags, "ignored"),
    };
    const aws = await iam.awsPolicies();
    const made = await iam.records.transact((transaction) => {
      const bounded = withBoundary(transaction, { accountId, aws, kind: "user" }, user, input.PermissionsBoundary);
      addUser(transaction, accountId, bounded);
      return bounded;
    });
    return { User: userShape(accountId, made) };
  },
};
