/**
 * ListUsers. In the order of their names; without tags and boundaries. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
 */
import { listAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { listedUser } from "../shapes.ts";
import { listEntities } from "../store/entities.ts";
import { requirePathPrefix } from "../validation.ts";

export const listUsers: IamOperation<"ListUsers"> = {
  access: (input, context) => listAccess("ListUsers", context, "user", input.PathPrefix),
  async handle(input, context, iam) {
    requirePathPrefix(input.PathPrefix);
    const listing = { page: pageOf(input), pathPrefix: input.PathPrefix };
    const { items, page } = await iam.records.read((reader) =>
      listEntities(reader, context.accountId, "user", listing),
    );
    return { Users: items.map((user) => listedUser(context.accountId, user)), ...page };
  },
};
