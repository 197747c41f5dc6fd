/**
 * The forms of `Resource`, as IAM checks them when a policy is stored (recorded answers of CreatePolicy, see policy-messages.ts).
 */
import { type Place, refuse } from "./read-statement.ts";

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

/** AWS: an ARN that leaves out parts between two colons fails the older parser, which is asked first. */
export function isOldFormArn(pattern: string): boolean {
  if (pattern === "*" || !pattern.startsWith("arn:aws:")) return true;
  const parts = pattern.split(":");
  return (parts.length >= 6 || !pattern.includes("::")) && parts[2] !== "";
}

/** @throws {PolicySyntaxError} when the pattern is neither `*` nor an ARN pattern */
export function checkResource(pattern: string, place: Place): void {
  if (pattern === "*") return;
  const [arn, partition, service, region, , ...resource] = pattern.split(":");
  if (arn === undefined || partition === undefined) return refuse(place, "resource-form", pattern);
  if (!isPartition(partition)) return refuse(place, "resource-partition", partitionProblem(pattern, partition));
  if (service === undefined) return refuse(place, "resource-vendor", pattern);
  if (region === undefined || resource.length === 0) return;
  if (service === "iam" && region !== "" && region !== "*") return refuse(place, "resource-region-iam", pattern);
  if (service === "s3" && region !== "" && region !== "*" && isBucketArn(resource)) {
    return refuse(place, "resource-region-s3", pattern);
  }
  if (service === "iam") checkIamPath(resource.join(":"), place);
}

// `arn:*:s3:::b` and `arn:aws*:...` are patterns that can mean this partition.
const isPartition = (partition: string): boolean => partition === "aws" || /^(aws)?\*$/.test(partition);

// Access points and jobs of S3 do have a Region.
const isBucketArn = (resource: readonly string[]): boolean =>
  resource.length === 1 && !/^(accesspoint|job|storage-lens|async-request|access-grants)/.test(resource[0] ?? "");

function checkIamPath(resource: string, place: Place): void {
  if (resource === "*" || resource === "root" || /[*?$]/.test(resource.split("/")[0] ?? "")) return;
  if (!IAM_PATHS.some((path) => resource.startsWith(path))) refuse(place, "resource-path-iam", resource);
}

function partitionProblem(pattern: string, partition: string): string {
  const [, , service, region = "*", account = "*", ...resource] = pattern.split(":");
  const shown = [service ?? "*", region, account, resource.length === 0 ? "*" : resource.join(":")].join(":");
  return `Partition "${partition}" is not valid for resource "arn:${partition}:${shown}".`;
}
