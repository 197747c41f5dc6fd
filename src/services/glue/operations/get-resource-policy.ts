/**
 * GetResourcePolicy. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html
 */
import { catalogAccess } from "../access.ts";
import { checkPolicyResource, policyShape, requireResourcePolicy } from "../catalog/resource-policy.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const getResourcePolicy: GlueOperation<"GetResourcePolicy"> = {
  access: (_input, context) => catalogAccess("GetResourcePolicy", context),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    checkPolicyResource(input.ResourceArn, scope);
    return glue.records.read((reader) => policyShape(reader, glue, requireResourcePolicy(reader, scope)));
  },
};
