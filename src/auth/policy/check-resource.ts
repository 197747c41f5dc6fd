/**
 * The forms of `Resource`, as IAM checks them when a policy is stored (recorded answers of CreatePolicy, see policy-messages.ts).
 */
import { type Place, refuse } from "./read-statement.ts";

const PARTITIONS: ReadonlySet<string> = new Set(["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "*"]);
const IAM_PATHS = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

/** @throws {PolicySyntaxError} when the pattern is neither `*` nor an ARN pattern */
export function checkResource(pattern: string, place: Place): void {
  if (pattern === "*") return;
  const [arn, partition = "", service, region = "", account, ...rest] = pattern.split(":");
  if (arn !== "arn" || partition === "" || service === undefined) refuse(place, "resource-form", pattern);
  if (!PARTITIONS.has(partition)) refuse(place, "resource-partition", partitionProblem(pattern, partition));
  if (service === "" || service === "*") {
    if (service === "") refuse(place, "resource-vendor", pattern);
    return;
  }
  if (account === undefined || rest.length === 0) {
    // `arn:aws:s3:*` means all of the service.
    if (!pattern.endsWith("*")) refuse(place, "resource-form", pattern);
    return;
  }
  if (service === "iam" && region !== "" && region !== "*") refuse(place, "resource-region-iam", pattern);
  if (service === "s3" && region !== "" && region !== "*" && isBucketArn(rest)) {
    refuse(place, "resource-region-s3", pattern);
  }
  if (service === "iam") checkIamPath(rest.join(":"), place);
}

// Access points and jobs of S3 do have a Region.
const isBucketArn = (rest: readonly string[]): boolean =>
  rest.length === 1 && !/^(accesspoint|job|storage-lens|async-request)/.test(rest[0] ?? "");

function checkIamPath(resource: string, place: Place): void {
  if (resource === "*" || resource === "root" || resource.includes("*") || resource.includes("$")) return;
  if (!IAM_PATHS.some((path) => resource.startsWith(path))) refuse(place, "resource-path-iam", resource);
}

function partitionProblem(pattern: string, partition: string): string {
  const [, , ...rest] = pattern.split(":");
  const [service = "*", region = "*", account = "*", ...resource] = rest;
  const shown = [service, region, account, resource.length === 0 ? "*" : resource.join(":")].join(":");
  return `Partition "${partition}" is not valid for resource "arn:${partition}:${shown}".`;
}
