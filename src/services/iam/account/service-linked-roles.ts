/**
 * Service-linked roles: roles that belong to a service, with a name, a policy and a trust of AWS's choosing. Listed are those of the services that
 * Lakebed serves or plans.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html and each service's own page (read 2026-11-23)
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { iamArn } from "../arns.ts";
import { invalidInput, noSuchEntity } from "../errors.ts";
import { AWS_ACCOUNT } from "../managed-policies/aws-policies.ts";
import { indexLink } from "../store/attachments.ts";
import { addEntity, findEntity, requireEntity } from "../store/entities.ts";
import type { RoleRecord } from "../store/records.ts";
import { removeRole } from "../store/roles.ts";
import { lengthWithin, matches, requireValid } from "../validation.ts";
import { put, roleDeletionKey } from "./records.ts";

export interface LinkedService {
  readonly roleName: string;
  /** Name of the AWS-managed policy below `/aws-service-role/`. */
  readonly policy: string;
}

const LINKED_SERVICES: ReadonlyMap<string, LinkedService> = new Map(
  Object.entries({
    "cks.kms.amazonaws.com": [
      "AWSServiceRoleForKeyManagementServiceCustomKeyStores",
      "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy",
    ],
    "mrk.kms.amazonaws.com": [
      "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
      "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
    ],
    "cloudtrail.amazonaws.com": ["AWSServiceRoleForCloudTrail", "CloudTrailServiceRolePolicy"],
    "docdb-elastic.amazonaws.com": ["AWSServiceRoleForDocDB-Elastic", "AmazonDocDB-ElasticServiceRolePolicy"],
    "dms-fleet-advisor.amazonaws.com": ["AWSServiceRoleForDMSFleetAdvisor", "AWSDMSFleetAdvisorServiceRolePolicy"],
    "dms.amazonaws.com": ["AWSServiceRoleForDMSServerless", "AWSDMSServerlessServiceRolePolicy"],
    "elasticfilesystem.amazonaws.com": [
      "AWSServiceRoleForAmazonElasticFileSystem",
      "AmazonElasticFileSystemServiceRolePolicy",
    ],
    "fsx.amazonaws.com": ["AWSServiceRoleForAmazonFSx", "AmazonFSxServiceRolePolicy"],
    "kinesisreplication.dynamodb.amazonaws.com": [
      "AWSServiceRoleForDynamoDBKinesisDataStreamsReplication",
      "DynamoDBKinesisReplicationServiceRolePolicy",
    ],
    "lakeformation.amazonaws.com": [
      "AWSServiceRoleForLakeFormationDataAccess",
      "LakeFormationDataAccessServiceRolePolicy",
    ],
    "organizations.amazonaws.com": ["AWSServiceRoleForOrganizations", "AWSOrganizationsServiceTrustPolicy"],
    "rds.amazonaws.com": ["AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy"],
    "redshift.amazonaws.com": ["AWSServiceRoleForRedshift", "AmazonRedshiftServiceLinkedRolePolicy"],
    "replication.dynamodb.amazonaws.com": [
      "AWSServiceRoleForDynamoDBReplication",
      "DynamoDBReplicationServiceRolePolicy",
    ],
  }).map(([service, [roleName = "", policy = ""]]) => [service, { roleName, policy }]),
);

/** @throws {ServiceError} ValidationError */
export function requireServiceName(name: string): void {
  requireValid(
    lengthWithin("aWSServiceName", name, 1, 128),
    matches("aWSServiceName", name, /^[\w+=,.@-]+$/, "[\\w+=,.@-]+"),
  );
}

/** @throws {ServiceError} InvalidInput for a service that has none, and for a suffix that it does not take */
export function linkedService(service: string, customSuffix: string | undefined): LinkedService {
  const linked = LINKED_SERVICES.get(service);
  if (linked === undefined) throw invalidInput(`Service role name could not be generated for: ${service}`);
  if (customSuffix !== undefined) throw invalidInput(`Custom suffix is not allowed for ${service}`);
  return linked;
}

export function linkedRoleArn(accountId: string, service: string, roleName: string): string {
  return iamArn(accountId, "role", `/aws-service-role/${service}/`, roleName);
}

/** The role's name when the service has one; for permissions, which are asked before the input is refused. */
export function linkedRoleName(service: string): string {
  return LINKED_SERVICES.get(service)?.roleName ?? "*";
}

export interface NewLinkedRole {
  readonly id: string;
  readonly service: string;
  readonly linked: LinkedService;
  readonly description: string | undefined;
  readonly nowMs: number;
}

/** @throws {ServiceError} InvalidInput when it is there already */
export function addLinkedRole(
  transaction: Transaction,
  accountId: string,
  { id, service, linked, description, nowMs }: NewLinkedRole,
): RoleRecord {
  const policyArn = iamArn(AWS_ACCOUNT, "policy", "/aws-service-role/", linked.policy);
  const name = linked.roleName;
  const role: RoleRecord = {
    id,
    name,
    path: `/aws-service-role/${service}/`,
    createdMs: nowMs,
    attached: [policyArn],
    inline: [],
    tags: [],
    trustPolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    }),
    description,
    maxSessionSeconds: 3600,
    linkedService: service,
  };
  refuseSecond(transaction, accountId, role);
  addEntity(transaction, accountId, "role", role);
  indexLink(transaction, accountId, { use: "attached", policyArn, kind: "role", name });
  return role;
}

// AWS: a second one is InvalidInput, not EntityAlreadyExists (seen in public transcripts of CreateServiceLinkedRole).
function refuseSecond(reader: Reader, accountId: string, role: RoleRecord): void {
  if (findEntity(reader, accountId, "role", role.name) === undefined) return;
  throw invalidInput(`Service role name ${role.name} has been taken in this account, please try a different suffix.`);
}

export interface RoleDeletionRecord {
  readonly roleName: string;
}

/**
 * The role is gone with the answer: nothing here still uses it by then.
 *
 * @throws {ServiceError} NoSuchEntity, also for a role that is no service's
 */
export function deleteLinkedRole(
  transaction: Transaction,
  accountId: string,
  { roleName, taskUuid }: { readonly roleName: string; readonly taskUuid: string },
): string {
  const role = requireEntity(transaction, accountId, "role", roleName);
  if (role.linkedService === undefined)
    throw noSuchEntity(`The service linked role with name ${roleName} cannot be found.`);
  removeRole(transaction, accountId, role);
  const taskId = `task${role.path}${role.name}/${taskUuid}`;
  const record: RoleDeletionRecord = { roleName: role.name };
  put(transaction, roleDeletionKey(accountId, taskId), record);
  return taskId;
}
