/**
 * Permissions of directory buckets. AWS: they have a namespace of their own, and whoever may create a session may do what the session's mode allows; there are no actions for
 * objects (s3-express-security-iam.html, read 2026-11-29). So S3's own checks are turned into these, in one place, wherever S3 asks.
 */
import type { Authorizer } from "../../../auth/authorize.ts";
import { type Caller, sessionOf } from "../../../auth/principal.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { accessDenied } from "../errors.ts";
import { directoryBucketArn, isDirectoryBucketName } from "./directory-bucket.ts";

export type SessionMode = "ReadOnly" | "ReadWrite";

/** Actions on the bucket itself, which have the same name in both namespaces. */
const CONTROL_ACTIONS: ReadonlySet<string> = new Set([
  "CreateBucket",
  "DeleteBucket",
  "DeleteBucketPolicy",
  "GetBucketPolicy",
  "GetEncryptionConfiguration",
  "GetInventoryConfiguration",
  "GetLifecycleConfiguration",
  "GetMetricsConfiguration",
  "PutBucketPolicy",
  "PutEncryptionConfiguration",
  "PutInventoryConfiguration",
  "PutLifecycleConfiguration",
  "PutMetricsConfiguration",
]);

const S3_ARN = bucketArn("");
const READS = /^s3:(?:Get|List)/;

/** Checks of other buckets stay as they are. @throws {AccessDenied} 403 for a session of another bucket, or a write in a session for reading */
export function expressChecks(checks: readonly AccessCheck[], caller: Caller): readonly AccessCheck[] {
  return checks.some(isOfDirectoryBucket) ? checks.map((check) => expressCheck(check, caller)) : checks;
}

function isOfDirectoryBucket({ resource }: AccessCheck): boolean {
  return resource.startsWith(S3_ARN) && isDirectoryBucketName(nameIn(resource));
}

function nameIn(resource: string): string {
  return resource.slice(S3_ARN.length).split("/", 1)[0] ?? "";
}

function expressCheck(check: AccessCheck, caller: Caller): AccessCheck {
  if (!isOfDirectoryBucket(check)) return check;
  const name = nameIn(check.resource);
  const { region, accountId } = caller;
  const resource = directoryBucketArn({ region, accountId, name });
  const action = check.action.slice("s3:".length);
  if (CONTROL_ACTIONS.has(action)) return { action: `s3express:${action}`, resource };
  const mode: SessionMode = READS.test(check.action) ? "ReadOnly" : "ReadWrite";
  checkSession(caller, { name, mode });
  return { action: "s3express:CreateSession", resource, conditions: { "s3express:SessionMode": mode } };
}

/** AWS: a session is good for its bucket, and one for reading refuses writes (API_CreateSession). */
function checkSession({ principal }: Caller, asked: { readonly name: string; readonly mode: SessionMode }): void {
  if (principal.type === "anonymous" || principal.type === "service") return;
  const bucket = sessionOf(principal)?.directoryBucket;
  if (bucket === undefined) return;
  if (bucket.name !== asked.name || (bucket.isReadOnly && asked.mode === "ReadWrite")) throw accessDenied();
}

/** Asks for directory buckets in their own words. */
export function withDirectoryBuckets(authorizer: Authorizer): Authorizer {
  return {
    authorize: (caller, checks, style) => authorizer.authorize(caller, expressChecks(checks, caller), style),
    allows: async (caller, checks) => await authorizer.allows(caller, expressChecks(checks, caller)),
  };
}
