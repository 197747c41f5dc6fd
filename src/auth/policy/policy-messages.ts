/**
 * What AWS says about a policy that it refuses, by the family of services that reads it. IAM and STS: recorded answers of CreatePolicy and
 * CreateRole as the moto project's validation tests hold them (read 2026-11-23); S3: messages of MalformedPolicy as users report them;
 * Organizations and KMS say little more than no.
 */
import type { PolicyKind } from "./policy-document.ts";

export type PolicyProblem =
  | "syntax"
  | "unknown-element"
  | "missing-element"
  | "prohibited-element"
  | "version"
  | "legacy"
  | "sid-duplicate"
  | "sid-form"
  | "no-action"
  | "no-resource"
  | "effect"
  | "principal"
  | "action-vendor"
  | "action-colons"
  | "action-vendor-form"
  | "action-not-sts"
  | "resource-form"
  | "resource-partition"
  | "resource-vendor"
  | "resource-region-iam"
  | "resource-region-s3"
  | "resource-path-iam"
  | "operator"
  | "not-supported";

/** The words for a problem; `value` is what was found there, `name` the element's name. */
type Words = (problem: PolicyProblem, name: string, value: string) => string;

const IAM_PATHS =
  "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/";

const iamWords: Words = (problem, name, value) => {
  switch (problem) {
    case "missing-element":
      return `Missing required field ${name}`;
    case "prohibited-element":
      return name === "Principal" || name === "NotPrincipal"
        ? "Policy document should not specify a principal."
        : `Has prohibited field ${name}`;
    case "version":
      return "Policy document must be version 2012-10-17 or greater.";
    case "legacy":
      return "The policy failed legacy parsing";
    case "sid-duplicate":
      return "Statement IDs (SID) in a single policy must be unique.";
    case "sid-form":
      return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    case "no-action":
      return "Policy statement must contain actions.";
    case "no-resource":
      return "Policy statement must contain resources.";
    case "principal":
      return `Invalid principal in policy: ${value}`;
    case "action-vendor":
      return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    case "action-colons":
      return "Actions/Condition can contain only one colon.";
    case "action-vendor-form":
      return `Vendor ${value} is not valid`;
    case "action-not-sts":
      return "AssumeRole policy may only specify STS AssumeRole actions.";
    case "resource-form":
      return `Resource ${value} must be in ARN format or "*".`;
    case "resource-partition":
      return value;
    case "resource-vendor":
      return "Resource vendor must be fully qualified and cannot contain regexes.";
    case "resource-region-iam":
      return `IAM resource ${value} cannot contain region information.`;
    case "resource-region-s3":
      return `Resource ${value} can not contain region information.`;
    case "resource-path-iam":
      return `IAM resource path must either be "*" or start with ${IAM_PATHS}.`;
    default:
      return "Syntax errors in policy.";
  }
};

const s3Words: Words = (problem, name, value) => {
  switch (problem) {
    case "unknown-element":
      return `Unknown field ${name}`;
    case "missing-element":
      return `Missing required field ${name}`;
    case "prohibited-element":
      return `Unknown field ${name}`;
    case "version":
      return "The policy must contain a valid version string";
    case "sid-duplicate":
      return "Statement IDs (SID) in a single policy must be unique.";
    case "no-action":
      return "Missing required field Action";
    case "no-resource":
      return "Missing required field Resource";
    case "effect":
      return `Invalid effect: ${value}`;
    case "principal":
      return "Invalid principal in policy";
    case "operator":
      return `Invalid Condition type : ${value}`;
    case "action-vendor":
    case "action-colons":
    case "action-vendor-form":
      return "Policy has invalid action";
    case "resource-form":
    case "resource-partition":
    case "resource-vendor":
    case "resource-region-s3":
    case "resource-region-iam":
    case "resource-path-iam":
      return "Policy has invalid resource";
    default:
      return "Policies must be valid JSON and the first byte must be '{'";
  }
};

const organizationsWords: Words = () =>
  "The provided policy document does not meet the requirements of the specified policy type.";

const kmsWords: Words = (problem, name) => {
  if (problem === "principal") return "Policy contains a statement with one or more invalid principals.";
  return problem === "missing-element" ? `Missing required field ${name}` : "Syntax errors in policy.";
};

const WORDS: Readonly<Record<PolicyKind, Words>> = {
  identity: iamWords,
  boundary: iamWords,
  session: iamWords,
  trust: iamWords,
  stored: iamWords,
  scp: organizationsWords,
  rcp: organizationsWords,
  resource: s3Words,
  "vpc-endpoint": iamWords,
  "glue-catalog": iamWords,
  "kms-key": kmsWords,
};

export interface PolicyComplaint {
  readonly kind: PolicyKind;
  readonly problem: PolicyProblem;
  /** The last name of the element: `Principal`. */
  readonly name?: string;
  readonly value?: string;
}

export function wordsFor({ kind, problem, name = "", value = "" }: PolicyComplaint): string {
  return WORDS[kind](problem, name, value);
}
