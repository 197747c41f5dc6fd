/**
 * UpdateRole. @throws ValidationError; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
 */
import { namedAccess } from "../access.ts";
import { requireModifiable } from "../entity-ref.ts";
import type { IamOperation } from "../iam.ts";
import { writeEntity } from "../store/entities.ts";
import { requireDescription, requireRoleName, requireSessionSeconds } from "../validation.ts";

export const updateRole: IamOperation<"UpdateRole"> = {
  access: (input, context) => namedAccess("UpdateRole", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    requireDescription(input.Description);
    requireSessionSeconds(input.MaxSessionDuration);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const role = requireModifiable(transaction, accountId, { kind: "role", name: input.RoleName });
      writeEntity(transaction, accountId, "role", {
        ...role,
        description: input.Description ?? role.description,
        maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
      });
    });
    return {};
  },
};
