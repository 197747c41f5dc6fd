/**
 * GetResourcePolicies. The catalog's own policy; there are none that a share of another service made.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicies.html
 */
import { catalogAccess } from "../access.ts";
import { findResourcePolicy, policyShape } from "../catalog/resource-policy.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const getResourcePolicies: GlueOperation<"GetResourcePolicies"> = {
  access: (_input, context) => catalogAccess("GetResourcePolicies", context),
  async handle(_input, context, glue) {
    const scope = scopeOf(context);
    return glue.records.read((reader) => {
      const policy = findResourcePolicy(reader, scope);
      return { GetResourcePoliciesResponseList: policy === undefined ? [] : [policyShape(reader, glue, policy)] };
    });
  },
};
