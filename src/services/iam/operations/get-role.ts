/**
 * GetRole. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { roleLastUsed, roleShape } from "../shapes.ts";
import { requireEntity } from "../store/entities.ts";
import { withShownTrust } from "../trust-policy.ts";
import { readUse } from "../uses.ts";
import { requireRoleName } from "../validation.ts";

export const getRole: IamOperation<"GetRole"> = {
  access: (input, context) => namedAccess("GetRole", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    const { accountId } = context;
    await iam.uses.flush();
    return iam.records.read((reader) => {
      const role = withShownTrust(reader, requireEntity(reader, accountId, "role", input.RoleName));
      const lastUsed = roleLastUsed(readUse(reader, accountId, "role", role.id));
      return { Role: { ...roleShape(accountId, role), RoleLastUsed: lastUsed } };
    });
  },
};
