/**
 * PutResourcePolicy. @throws EntityNotFoundException (ResourceArn); InvalidInputException (policy); ConditionCheckFailureException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_PutResourcePolicy.html
 */
import { catalogAccess } from "../access.ts";
import { checkPolicyResource, checkResourcePolicy, putResourcePolicy as put } from "../catalog/resource-policy.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const putResourcePolicy: GlueOperation<"PutResourcePolicy"> = {
  access: (_input, context) => catalogAccess("PutResourcePolicy", context),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    checkPolicyResource(input.ResourceArn, scope);
    checkResourcePolicy(input.PolicyInJson, scope);
    const conditions = { hash: input.PolicyHashCondition, existence: input.PolicyExistsCondition };
    const { hash } = await glue.records.transact((transaction) =>
      put(transaction, scope, { text: input.PolicyInJson, conditions, principals: glue.principals }),
    );
    return { PolicyHash: hash };
  },
};
