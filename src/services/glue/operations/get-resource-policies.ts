/**
 * GetResourcePolicies. The catalog's own policy; there are none that a share of another service made.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicies.html
 */
import { catalogAccess } from "../access.ts";
import { findResourcePolicy } from "../catalog/resource-policy.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const getResourcePolicies: GlueOperation<"GetResourcePolicies"> = {
  access: (_input, context) => catalogAccess("GetResourcePolicies", context),
  async handle(_input, context, glue) {
    const scope = scopeOf(context);
    const policy = await glue.records.read((reader) => findResourcePolicy(reader, scope));
    if (policy === undefined) return { GetResourcePoliciesResponseList: [] };
    return {
      GetResourcePoliciesResponseList: [
        {
          PolicyInJson: policy.text,
          PolicyHash: policy.hash,
          CreateTime: new Date(policy.createdMs),
          UpdateTime: new Date(policy.updatedMs),
        },
      ],
    };
  },
};
