/**
 * Who works in the demo's lake: a role for the crawler, which may read the raw zone and write the catalog, and a data scientist, who may read the
 * curated features and nothing else. Can be run again: what is there is brought to the same state.
 */
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  type IAMClient,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { CRAWLER_ROLE, CURATED_BUCKET, RAW_BUCKET, RAW_FILES, SCIENTIST } from "./demo-layout.ts";
import type { StepFigures } from "./demo-report.ts";

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const readOf = (bucket: string): object => ({
  Effect: "Allow",
  Action: ["s3:GetObject", "s3:ListBucket"],
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
});

async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
  }
}

/** The ARN of a role that Glue may take and that reads the raw zone. */
export async function ensureCrawlerRole(iam: IAMClient): Promise<string> {
  const RoleName = CRAWLER_ROLE;
  const trust = policy({ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" });
  await unlessThere(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const PolicyDocument = policy(readOf(RAW_BUCKET));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "read-raw-zone", PolicyDocument }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return Role?.Arn ?? "";
}

/** New keys of the scientist; those of an earlier run end. */
export async function ensureScientist(iam: IAMClient): Promise<StepFigures & { readonly keys: KeyPair }> {
  const UserName = SCIENTIST;
  await unlessThere(iam.send(new CreateUserCommand({ UserName })));
  const PolicyDocument = policy(readOf(CURATED_BUCKET));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "read-curated-zone", PolicyDocument }));
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata) {
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    keys: { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
  };
}

/** What S3 says when the scientist reaches for the raw zone; undefined when it is let in. */
export async function refusalOfRawZone(s3: S3Client): Promise<string | undefined> {
  try {
    await s3.send(new GetObjectCommand({ Bucket: RAW_BUCKET, Key: RAW_FILES[0]?.key ?? "" }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
