/**
 * ListRoles. In the order of their names; without tags, boundaries and last uses. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import { listAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { listedRole } from "../shapes.ts";
import { listEntities } from "../store/entities.ts";
import { withShownTrust } from "../trust-policy.ts";
import { requirePathPrefix } from "../validation.ts";

export const listRoles: IamOperation<"ListRoles"> = {
  access: (input, context) => listAccess("ListRoles", context, "role", input.PathPrefix),
  async handle(input, context, iam) {
    requirePathPrefix(input.PathPrefix);
    const listing = { page: pageOf(input), pathPrefix: input.PathPrefix };
    const { accountId } = context;
    return iam.records.read((reader) => {
      const { items, page } = listEntities(reader, accountId, "role", listing);
      return { Roles: items.map((role) => listedRole(accountId, withShownTrust(reader, role))), ...page };
    });
  },
};
