/**
 * AWS's own managed policies, as IAM shows them. Every account has them, nobody can change them. Only their default versions are here.
 */
import { iamArn } from "../arns.ts";
import { stableUniqueId } from "../unique-ids.ts";

export interface AwsPolicy {
  readonly arn: string;
  /** Derived from the ARN: AWS's own ids are not published. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  /** e.g. `v3`. */
  readonly defaultVersionId: string;
  /** JSON text. */
  readonly document: string;
}

export interface AwsPolicies {
  find(policyArn: string): AwsPolicy | undefined;
  /** In the order of their names, without case. */
  readonly all: readonly AwsPolicy[];
}

/** The owner of these policies, where an ARN has its account. */
export const AWS_ACCOUNT = "aws";

type Row = readonly [name: string, path: string, version: string, created: string, updated: string, document: object];

let loaded: Promise<AwsPolicies> | undefined;

/** Reads half a megabyte at the first call, which takes some milliseconds. */
export function loadAwsPolicies(): Promise<AwsPolicies> {
  loaded ??= import("./documents.ts").then(({ DOCUMENTS }) => {
    const all = DOCUMENTS.map(awsPolicyOf);
    const byArn = new Map(all.map((policy) => [policy.arn, policy]));
    return { all, find: (policyArn) => byArn.get(policyArn) };
  });
  return loaded;
}

function awsPolicyOf(line: string): AwsPolicy {
  const [name, path, defaultVersionId, created, updated, document] = JSON.parse(line) as Row;
  const arn = iamArn(AWS_ACCOUNT, "policy", path, name);
  return {
    arn,
    id: stableUniqueId("policy", arn),
    name,
    path,
    createdMs: Date.parse(created),
    updatedMs: Date.parse(updated),
    defaultVersionId,
    document: JSON.stringify(document),
  };
}
