/**
 * From the ARNs that a call was checked against to the resources of its event: AWS's type names, those of AWS Config and CloudFormation.
 */
import { parseArn } from "../kit/arn.ts";
import type { TrailResource } from "../kit/ports/event-history.ts";

/** By service and the first word of the resource part. */
const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  iam: {
    user: "AWS::IAM::User",
    role: "AWS::IAM::Role",
    group: "AWS::IAM::Group",
    policy: "AWS::IAM::Policy",
    "instance-profile": "AWS::IAM::InstanceProfile",
    "saml-provider": "AWS::IAM::SAMLProvider",
    "oidc-provider": "AWS::IAM::OIDCProvider",
    "server-certificate": "AWS::IAM::ServerCertificate",
    mfa: "AWS::IAM::VirtualMFADevice",
  },
  kms: { key: "AWS::KMS::Key", alias: "AWS::KMS::Alias" },
  glue: {
    catalog: "AWS::Glue::Catalog",
    database: "AWS::Glue::Database",
    table: "AWS::Glue::Table",
    crawler: "AWS::Glue::Crawler",
  },
  athena: { workgroup: "AWS::Athena::WorkGroup", datacatalog: "AWS::Athena::DataCatalog" },
  organizations: {
    account: "AWS::Organizations::Account",
    ou: "AWS::Organizations::OrganizationalUnit",
    policy: "AWS::Organizations::Policy",
    organization: "AWS::Organizations::Organization",
  },
  cloudtrail: { trail: "AWS::CloudTrail::Trail" },
};

const FIRST_WORD = /^[^/:]*/;

/** Undefined for `*`, for patterns and for what has no type of its own. */
export function trailResource(arn: string): TrailResource | undefined {
  const parsed = parseArn(arn);
  if (parsed === undefined || arn.includes("*")) return undefined;
  const { service, accountId, resource } = parsed;
  if (service === "s3") return { type: resource.includes("/") ? "AWS::S3::Object" : "AWS::S3::Bucket", ARN: arn };
  const type = TYPES[service]?.[FIRST_WORD.exec(resource)?.[0] ?? ""];
  return type === undefined ? undefined : { ...(accountId === "" ? {} : { accountId }), type, ARN: arn };
}
