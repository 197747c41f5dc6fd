/**
 * ListGroupsForUser. In the order of their names. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf, pageOfList } from "../pagination.ts";
import { groupShape } from "../shapes.ts";
import { findEntity } from "../store/entities.ts";
import { fold } from "../store/records.ts";
import { requireUser } from "../store/users.ts";
import { requireExistingUserName } from "../validation.ts";

export const listGroupsForUser: IamOperation<"ListGroupsForUser"> = {
  access: (input, context) => namedAccess("ListGroupsForUser", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    const asked = pageOf(input);
    const { accountId } = context;
    const groups = await iam.records.read((reader) =>
      requireUser(reader, accountId, input.UserName)
        .groups.map((name) => findEntity(reader, accountId, "group", name))
        .filter((group) => group !== undefined),
    );
    const { items, page } = pageOfList(groups, asked, ({ name }) => fold(name));
    return { Groups: items.map((group) => groupShape(accountId, group)), ...page };
  },
};
