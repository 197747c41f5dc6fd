/**
 * A CreateJob request, checked as far as that can be done without looking: everything else shows when the job is prepared or when its tasks are carried out, as on AWS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html (read 2026-11-29; the messages, and InvalidRequest for all of them, are assumed)
 */
import type {
  CreateJobRequest,
  JobManifest,
  JobOperation,
  JobReport,
  OperationName,
  S3JobManifestGenerator,
} from "@aws-sdk/client-s3-control";
import { parseArn } from "../../../kit/arn.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import { invalidRequest } from "../errors.ts";
import { type EventTargets, findTarget } from "../events/event-targets.ts";
import { parseTagSet } from "../tagging/tag-set.ts";
import {
  DESCRIPTION_CHARACTERS_MAX,
  PRIORITY_MAX,
  REPORT_PREFIX_UNITS_MAX,
  TOKEN_CHARACTERS_MAX,
} from "./batch-limits.ts";
import { crossAccountRole } from "./batch-errors.ts";
import type { JobRequest } from "./job-record.ts";
import { parseJobTags } from "./job-tags.ts";
import type { Tag } from "../store/version-record.ts";

export interface ParsedJob {
  readonly request: JobRequest;
  readonly priority: number;
  readonly token: string;
  readonly tags: readonly Tag[];
}

/** @throws {InvalidRequest} 400  @throws {AccessDenied} 403 for another account's role  @throws {NotImplemented} 501 for a function nobody named a URL for */
export function parseJob(sent: CreateJobRequest, accountId: string, targets: EventTargets): ParsedJob {
  const { ClientRequestToken: token = "", Description, Priority: priority, RoleArn: role = "" } = sent;
  if (token === "" || token.length > TOKEN_CHARACTERS_MAX)
    throw invalidRequest(`The client request token must have 1 to ${TOKEN_CHARACTERS_MAX} characters`);
  if (Description !== undefined && (Description === "" || Description.length > DESCRIPTION_CHARACTERS_MAX))
    throw invalidRequest(`The description must have 1 to ${DESCRIPTION_CHARACTERS_MAX} characters`);
  const { Operation, Report, Manifest, ManifestGenerator, ConfirmationRequired } = sent;
  checkOperation(Operation, targets);
  checkReport(Report);
  checkManifests(Manifest, ManifestGenerator?.S3JobManifestGenerator);
  checkRole(role, accountId);
  return {
    request: { ConfirmationRequired, Description, Manifest, ManifestGenerator, Operation, Report, RoleArn: role },
    priority: parsePriority(priority),
    token,
    tags: parseJobTags(sent.Tags ?? []),
  };
}

/** @throws {InvalidRequest} 400 */
export function parsePriority(priority: number | undefined): number {
  if (priority === undefined || !Number.isInteger(priority) || priority < 0 || priority > PRIORITY_MAX)
    throw invalidRequest(`The priority must be an integer from 0 to ${PRIORITY_MAX}`);
  return priority;
}

/** The one member that is set; undefined for none and for several. */
export function operationName(operation: JobOperation | undefined): OperationName | undefined {
  const names = Object.entries(operation ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return names.length === 1 ? (names[0] as OperationName) : undefined;
}

/** @throws {InvalidRequest} 400 for an ARN that is not a bucket's */
export function bucketOfArn(arn: string | undefined, member: string): string {
  const parsed = parseArn(arn ?? "");
  if (parsed?.service === "s3express") return parsed.resource.replace("bucket/", "").replace(/^\//, "");
  if (parsed?.service !== "s3" || parsed.resource === "" || parsed.resource.includes("/") || parsed.region !== "")
    throw invalidRequest(`${member} must be the ARN of a bucket`);
  return parsed.resource;
}

function checkRole(role: string, accountId: string): void {
  const arn = parseArn(role);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/"))
    throw invalidRequest("The role must be the ARN of an IAM role");
  if (arn.accountId !== accountId) throw crossAccountRole();
}

function checkOperation(operation: JobOperation | undefined, targets: EventTargets): void {
  if (operationName(operation) === undefined) throw invalidRequest("A job has exactly one operation");
  const { S3PutObjectCopy: copy, S3PutObjectTagging: tagging, S3InitiateRestoreObject: restore } = operation ?? {};
  if (copy !== undefined) bucketOfArn(copy.TargetResource, "The target of the copies");
  for (const tags of [copy?.NewObjectTagging, tagging?.TagSet]) if (tags !== undefined) parseTagSet(tags, "object");
  if (restore?.ExpirationInDays !== undefined && restore.ExpirationInDays < 1)
    throw invalidRequest("The days of a restore must be 1 or more");
  // AWS: S3 Batch Operations restores at the speeds Standard and Bulk (API_S3InitiateRestoreObjectOperation).
  const tier: string | undefined = restore?.GlacierJobTier;
  if (tier !== undefined && tier !== "STANDARD" && tier !== "BULK")
    throw invalidRequest("The tier of a restore must be STANDARD or BULK");
  const { LambdaInvoke: invoke, S3PutObjectAcl: acl } = operation ?? {};
  if (acl !== undefined && acl.AccessControlPolicy === undefined)
    throw invalidRequest("S3PutObjectAcl needs an access control policy");
  if (invoke !== undefined) checkFunction(invoke, targets);
}

function checkFunction(invoke: NonNullable<JobOperation["LambdaInvoke"]>, targets: EventTargets): void {
  const { FunctionArn: arn = "", InvocationSchemaVersion: version = "1.0", UserArguments: given } = invoke;
  const parsed = parseArn(arn);
  if (parsed?.service !== "lambda" || !parsed.resource.startsWith("function:"))
    throw invalidRequest("LambdaInvoke needs the ARN of a function");
  if (version !== "1.0" && version !== "2.0") throw invalidRequest("The invocation schema version is 1.0 or 2.0");
  if (given !== undefined && version !== "2.0")
    throw invalidRequest("User arguments need the invocation schema version 2.0");
  if (findTarget(targets, arn) === undefined)
    throw new NotImplementedError("s3control", "LambdaInvoke", `no event target is named for ${arn}`);
}

function checkReport(report: JobReport | undefined): void {
  if (report?.Enabled === undefined)
    throw invalidRequest("A job needs a report element that says whether it is enabled");
  if (!report.Enabled) return;
  bucketOfArn(report.Bucket, "The bucket of the report");
  if (report.Format !== "Report_CSV_20180820") throw invalidRequest("The format of the report is Report_CSV_20180820");
  const scope: string | undefined = report.ReportScope;
  if (scope !== "AllTasks" && scope !== "FailedTasksOnly")
    throw invalidRequest("The scope of the report is AllTasks or FailedTasksOnly");
  if ((report.Prefix ?? "").length > REPORT_PREFIX_UNITS_MAX)
    throw invalidRequest(`The prefix of the report has at most ${REPORT_PREFIX_UNITS_MAX} characters`);
}

function checkManifests(manifest: JobManifest | undefined, generator: S3JobManifestGenerator | undefined): void {
  if ((manifest === undefined) === (generator === undefined))
    throw invalidRequest("A job has either a manifest or a manifest generator");
  if (manifest !== undefined) checkManifest(manifest);
  if (generator !== undefined) checkGenerator(generator);
}

function checkManifest({ Spec: spec, Location: location }: JobManifest): void {
  const format: string | undefined = spec?.Format;
  if (format === "S3BatchOperations_CSV_20180820") {
    const fields = spec?.Fields ?? [];
    const missing = (["Bucket", "Key"] as const).filter((name) => !fields.includes(name));
    if (missing.length > 0) throw invalidRequest(`Required fields are missing in the schema: + ${missing.join(", ")}`);
    const named = fields.filter((name) => name !== "Ignore");
    if (new Set(named).size < named.length) throw invalidRequest("The schema of the manifest names a field twice");
  } else if (format !== "S3InventoryReport_CSV_20161130") {
    throw invalidRequest("The format of the manifest is not one of those that S3 Batch Operations reads");
  } else if (spec?.Fields !== undefined && spec.Fields.length > 0) {
    throw invalidRequest("An inventory names its fields itself");
  }
  const arn = parseArn(location?.ObjectArn ?? "");
  if (arn?.service !== "s3" || !/^[^/]+\/./.test(arn.resource))
    throw invalidRequest("The manifest must be the ARN of an object");
  if (location?.ETag === undefined || location.ETag === "") throw invalidRequest("The manifest needs its ETag");
}

function checkGenerator({ SourceBucket, EnableManifestOutput, ManifestOutputLocation }: S3JobManifestGenerator): void {
  bucketOfArn(SourceBucket, "The source of the manifest");
  if (EnableManifestOutput !== true) return;
  if (ManifestOutputLocation === undefined) throw invalidRequest("A manifest that is written needs a location");
  bucketOfArn(ManifestOutputLocation.Bucket, "The bucket of the generated manifest");
  const format: string | undefined = ManifestOutputLocation.ManifestFormat;
  if (format !== "S3InventoryReport_CSV_20211130")
    throw invalidRequest("The format of a generated manifest is S3InventoryReport_CSV_20211130");
}
