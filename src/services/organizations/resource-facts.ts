/**
 * What the authorizer asks about roots, OUs, accounts and policies: the whole ARN, the owner, tags and the policy type.
 */
import type { Caller } from "../../auth/principal.ts";
import { parseArn } from "../../kit/arn.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { Reader } from "../../storage/record-store.ts";
import { organizationOf } from "./membership.ts";
import { nodeArn, policyArn } from "./names.ts";
import type { Organizations } from "./organizations.ts";
import { findPolicy } from "./policies.ts";
import { type OrganizationRecord, readRecord, type Tags, tagsKey } from "./records.ts";
import { findNode } from "./tree.ts";

export function createOrganizationsFacts(organizations: Pick<Organizations, "records">): ResourceFactsSource {
  return {
    factsOf(check: AccessCheck, caller: Caller): Promise<ResourceFacts | undefined> {
      const id = parseArn(check.resource)?.resource.split("/").at(-1);
      if (id === undefined) return Promise.resolve(undefined);
      return organizations.records.read((reader) => {
        const organization = organizationOf(reader, caller.accountId);
        return organization === undefined ? undefined : factsOf(reader, organization, id);
      });
    },
  };
}

function factsOf(reader: Reader, organization: OrganizationRecord, id: string): ResourceFacts | undefined {
  const tags = readRecord<Tags>(reader, tagsKey(organization.id, id)) ?? {};
  const base = { accountId: organization.managementAccountId, tags };
  const node = findNode(reader, organization, id);
  if (node !== undefined) return { ...base, resource: nodeArn(organization, node) };
  const policy = findPolicy(reader, organization, id);
  if (policy === undefined) return undefined;
  return {
    ...base,
    resource: policyArn(organization, policy),
    condition: (key) => (key === "organizations:policytype" ? policy.type : undefined),
  };
}
