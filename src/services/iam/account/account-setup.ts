/**
 * The first role of an account that an organization makes: how its management account gets in.
 */
import type { AccountSetup } from "../../../kit/ports/account-setup.ts";
import { iamArn, rootArn } from "../arns.ts";
import type { Iam } from "../iam.ts";
import { AWS_ACCOUNT } from "../managed-policies/aws-policies.ts";
import { indexLink } from "../store/attachments.ts";
import { addEntity } from "../store/entities.ts";
import type { RoleRecord } from "../store/records.ts";
import { newUniqueId } from "../unique-ids.ts";

export function createAccountSetup({ runtime }: Pick<Iam, "runtime">): AccountSetup {
  return {
    accessRole({ accountId, managementAccountId, roleName, nowMs }) {
      const policyArn = iamArn(AWS_ACCOUNT, "policy", "/", "AdministratorAccess");
      const role: RoleRecord = {
        id: newUniqueId("role", runtime.ids),
        name: roleName,
        path: "/",
        createdMs: nowMs,
        attached: [policyArn],
        inline: [],
        tags: [],
        trustPolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: rootArn(managementAccountId) }, Action: "sts:AssumeRole" }],
        }),
        maxSessionSeconds: 3600,
      };
      return (transaction) => {
        addEntity(transaction, accountId, "role", role);
        indexLink(transaction, accountId, { use: "attached", policyArn, kind: "role", name: roleName });
      };
    },
  };
}
