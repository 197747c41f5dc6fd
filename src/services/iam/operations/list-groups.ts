/**
 * ListGroups. In the order of their names. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html
 */
import { listAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { groupShape } from "../shapes.ts";
import { listEntities } from "../store/entities.ts";
import { requirePathPrefix } from "../validation.ts";

export const listGroups: IamOperation<"ListGroups"> = {
  access: (input, context) => listAccess("ListGroups", context, "group", input.PathPrefix),
  async handle(input, context, iam) {
    requirePathPrefix(input.PathPrefix);
    const listing = { page: pageOf(input), pathPrefix: input.PathPrefix };
    const { items, page } = await iam.records.read((reader) =>
      listEntities(reader, context.accountId, "group", listing),
    );
    return { Groups: items.map((group) => groupShape(context.accountId, group)), ...page };
  },
};
