/**
 * Ids and ARNs in AWS's forms. Everything of an organization is named under its management account.
 */
import { formatArn } from "../../kit/arn.ts";
import type { Random } from "../../runtime/random.ts";
import type { NodeRecord, OrganizationRecord, PolicyRecord } from "./records.ts";

const BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `length` lower-case letters and digits. */
export function newSuffix(random: Random, length: number): string {
  let text = "";
  for (const byte of random.bytes(length)) text += BASE36[byte % BASE36.length];
  return text;
}

/** Twelve digits; the first is not 0, as with all accounts AWS makes. */
export function newAccountId(random: Random): string {
  const bytes = Buffer.from(random.bytes(8));
  return String(100_000_000_000n + (bytes.readBigUInt64BE() % 900_000_000_000n));
}

type Place = Pick<OrganizationRecord, "id" | "managementAccountId">;

const ownArn = (accountId: string, resource: string): string =>
  formatArn({ service: "organizations", region: "", accountId, resource });

export const organizationArn = ({ id, managementAccountId }: Place): string =>
  ownArn(managementAccountId, `organization/${id}`);

const FOLDERS = { ROOT: "root", ORGANIZATIONAL_UNIT: "ou", ACCOUNT: "account" } as const;

export function nodeArn({ id, managementAccountId }: Place, node: Pick<NodeRecord, "kind" | "id">): string {
  return ownArn(managementAccountId, `${FOLDERS[node.kind]}/${id}/${node.id}`);
}

export function policyArn(
  { id, managementAccountId }: Place,
  policy: Pick<PolicyRecord, "id" | "type" | "isAwsManaged">,
): string {
  const folder = policy.type.toLowerCase();
  return policy.isAwsManaged
    ? ownArn("aws", `policy/${folder}/${policy.id}`)
    : ownArn(managementAccountId, `policy/${id}/${folder}/${policy.id}`);
}
