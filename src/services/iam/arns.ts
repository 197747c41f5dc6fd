/**
 * The ARNs of IAM's resources. IAM is global, so they have no Region; the path stands between kind and name.
 */
import { formatArn, parseArn } from "../../kit/arn.ts";

export type ArnKind = "user" | "group" | "role" | "policy" | "instance-profile";

/** `path` begins and ends with a slash. */
export function iamArn(accountId: string, kind: string, path: string, name: string): string {
  return formatArn({ service: "iam", region: "", accountId, resource: `${kind}${path}${name}` });
}

export function rootArn(accountId: string): string {
  return formatArn({ service: "iam", region: "", accountId, resource: "root" });
}

export interface IamArn {
  /** 12 digits, or `aws` for what is AWS's own. */
  readonly accountId: string;
  readonly kind: string;
  readonly path: string;
  readonly name: string;
}

/** The parts of an ARN of IAM's; undefined for anything else. */
export function parseIamArn(text: string): IamArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== "iam" || arn.region !== "") return undefined;
  const slash = arn.resource.indexOf("/");
  const last = arn.resource.lastIndexOf("/");
  if (slash < 1 || last === arn.resource.length - 1) return undefined;
  return {
    accountId: arn.accountId,
    kind: arn.resource.slice(0, slash),
    path: arn.resource.slice(slash, last + 1),
    name: arn.resource.slice(last + 1),
  };
}
