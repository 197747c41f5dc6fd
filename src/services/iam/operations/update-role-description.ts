/**
 * UpdateRoleDescription. @throws ValidationError; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html
 */
import { namedAccess } from "../access.ts";
import { requireModifiable } from "../entity-ref.ts";
import type { IamOperation } from "../iam.ts";
import { roleShape } from "../shapes.ts";
import { writeEntity } from "../store/entities.ts";
import { withShownTrust } from "../trust-policy.ts";
import { requireDescription, requireRoleName } from "../validation.ts";

export const updateRoleDescription: IamOperation<"UpdateRoleDescription"> = {
  access: (input, context) => namedAccess("UpdateRoleDescription", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    requireDescription(input.Description);
    const { accountId } = context;
    const role = await iam.records.transact((transaction) => {
      const known = requireModifiable(transaction, accountId, { kind: "role", name: input.RoleName });
      const changed = { ...known, description: input.Description };
      writeEntity(transaction, accountId, "role", changed);
      return withShownTrust(transaction, changed);
    });
    return { Role: roleShape(accountId, role) };
  },
};
