/**
 * DeleteResourcePolicy. @throws EntityNotFoundException; ConditionCheckFailureException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteResourcePolicy.html
 */
import { catalogAccess } from "../access.ts";
import { checkPolicyResource, deleteResourcePolicy as remove } from "../catalog/resource-policy.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const deleteResourcePolicy: GlueOperation<"DeleteResourcePolicy"> = {
  access: (_input, context) => catalogAccess("DeleteResourcePolicy", context),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    checkPolicyResource(input.ResourceArn, scope);
    await glue.records.transact((transaction) => remove(transaction, scope, { hash: input.PolicyHashCondition }));
    return {};
  },
};
