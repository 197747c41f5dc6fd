/**
 * GetGroup. The group and a page of its users. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { groupShape, listedUser } from "../shapes.ts";
import { requireEntity } from "../store/entities.ts";
import { listMembers } from "../store/users.ts";
import { requireGroupName } from "../validation.ts";

export const getGroup: IamOperation<"GetGroup"> = {
  access: (input, context) => namedAccess("GetGroup", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    const asked = pageOf(input);
    const { accountId } = context;
    return iam.records.read((reader) => {
      const group = requireEntity(reader, accountId, "group", input.GroupName);
      const { items, page } = listMembers(reader, accountId, group, asked);
      return {
        Group: groupShape(accountId, group),
        Users: items.map((user) => listedUser(accountId, user)),
        ...page,
      };
    });
  },
};
