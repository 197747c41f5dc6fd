/**
 * CreateRole. @throws ValidationError; InvalidInput; MalformedPolicyDocument; LimitExceeded; EntityAlreadyExists;
 * NoSuchEntity (boundary)
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
import { boundaryConditions, namedAccess, tagConditions } from "../access.ts";
import { withBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";
import { SESSION_SECONDS_DEFAULT } from "../limits.ts";
import { roleShape } from "../shapes.ts";
import { addEntity } from "../store/entities.ts";
import type { RoleRecord } from "../store/records.ts";
import { checkedTags } from "../tags.ts";
import { checkTrustPolicy, keptTrustPolicy, withShownTrust } from "../trust-policy.ts";
import { newUniqueId } from "../unique-ids.ts";
import { requireArn, requireDescription, requirePath, requireRoleName, requireSessionSeconds } from "../validation.ts";

export const createRole: IamOperation<"CreateRole"> = {
  access: (input, context) =>
    namedAccess(
      "CreateRole",
      context,
      { kind: "role", name: input.RoleName, path: input.Path },
      {
        ...tagConditions(input.Tags),
        ...boundaryConditions(input.PermissionsBoundary),
      },
    ),
  async handle(input, context, iam) {
    requirePath(input.Path);
    requireRoleName(input.RoleName);
    requireDescription(input.Description);
    requireSessionSeconds(input.MaxSessionDuration);
    requireArn(input.PermissionsBoundary, "permissionsBoundary");
    const tags = checkedTags(input.Tags, "ignored");
    await checkTrustPolicy(iam, input.AssumeRolePolicyDocument, "assumeRolePolicyDocument");
    const { accountId } = context;
    const role: RoleRecord = {
      id: newUniqueId("role", iam.runtime.ids),
      name: input.RoleName,
      path: input.Path ?? "/",
      createdMs: context.nowMs,
      attached: [],
      inline: [],
      tags,
      trustPolicy: input.AssumeRolePolicyDocument,
      description: input.Description,
      maxSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
    };
    const aws = await iam.awsPolicies();
    const made = await iam.records.transact((transaction) => {
      const trusting = { ...role, trustPolicy: keptTrustPolicy(transaction, accountId, role.trustPolicy) };
      const bounded = withBoundary(transaction, { accountId, aws, kind: "role" }, trusting, input.PermissionsBoundary);
      addEntity(transaction, accountId, "role", bounded);
      return withShownTrust(transaction, bounded);
    });
    return { Role: roleShape(accountId, made) };
  },
};
