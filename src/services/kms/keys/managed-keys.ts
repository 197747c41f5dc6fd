/**
 * AWS managed keys, `alias/aws/<service>`: made when first named, one for each service, account and Region. Their policies let everybody of the
 * account use them through that service and look at them directly, no more.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key (read 2026-11-23)
 */
import type { Kms } from "../kms.ts";
import { DAY_MS, ROTATION_PERIOD_DAYS } from "../limits.ts";
import { aliasKey, type Place } from "../records.ts";
import { insertKey, type NewKey } from "./insert-key.ts";
import { madeMaterial } from "./rotation.ts";

interface ManagedFor {
  /** As in `kms:ViaService`. */
  readonly endpoint: string;
  readonly title: string;
}

/** By the name after `alias/aws/`. */
const SERVICES: Readonly<Record<string, ManagedFor>> = {
  backup: { endpoint: "backup", title: "AWS Backup" },
  dms: { endpoint: "dms", title: "AWS Database Migration Service" },
  dynamodb: { endpoint: "dynamodb", title: "Amazon DynamoDB" },
  ebs: { endpoint: "ec2", title: "EBS" },
  elasticfilesystem: { endpoint: "elasticfilesystem", title: "EFS" },
  fsx: { endpoint: "fsx", title: "FSx" },
  glue: { endpoint: "glue", title: "Glue" },
  lambda: { endpoint: "lambda", title: "Lambda" },
  rds: { endpoint: "rds", title: "RDS" },
  redshift: { endpoint: "redshift", title: "Redshift" },
  s3: { endpoint: "s3", title: "S3" },
  secretsmanager: { endpoint: "secretsmanager", title: "Secrets Manager" },
  sns: { endpoint: "sns", title: "SNS" },
  sqs: { endpoint: "sqs", title: "SQS" },
  ssm: { endpoint: "ssm", title: "SSM" },
  timestream: { endpoint: "timestream", title: "Timestream" },
};
const PREFIX = "alias/aws/";

function isManagedAlias(name: string): boolean {
  return name.startsWith(PREFIX) && Object.hasOwn(SERVICES, name.slice(PREFIX.length));
}

/** Makes the key behind an AWS managed alias when it is not there yet. */
export async function ensureManagedKey(kms: Kms, place: Place, alias: string, nowMs: number): Promise<void> {
  if (!isManagedAlias(alias) || (await kms.records.get(aliasKey(place, alias))) !== undefined) return;
  const service = alias.slice(PREFIX.length);
  const managed = SERVICES[service];
  if (managed === undefined) return;
  const id = kms.runtime.ids.uuid();
  const created: NewKey = {
    place,
    key: {
      id,
      createdMs: nowMs,
      description: `Default key that protects my ${managed.title} data when no other key is defined`,
      isEnabled: true,
      managedFor: service,
      policy: managedPolicy(place, service, managed),
      tags: {},
    },
    backing: {
      spec: "SYMMETRIC_DEFAULT",
      usage: "ENCRYPT_DECRYPT",
      origin: "AWS_KMS",
      current: 1,
      onDemandRotations: 0,
      rotation: {
        periodDays: ROTATION_PERIOD_DAYS.default,
        nextMs: nowMs + ROTATION_PERIOD_DAYS.default * DAY_MS,
      },
    },
    material: madeMaterial(kms, { place, keyId: id, version: 1 }, { secret: kms.runtime.random.bytes(32) }),
  };
  await kms.records.transact((transaction) => {
    // Two first uses at once: one key wins, the other was never there.
    if (transaction.get(aliasKey(place, alias)) === undefined) insertKey(transaction, created, alias);
  });
}

// AWS: the policy of aws/s3 and its like, as GetKeyPolicy shows it.
function managedPolicy({ accountId, region }: Place, service: string, { endpoint, title }: ManagedFor): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: `Allow access through ${title} for all principals in the account that are authorized to use ${title}`,
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:CreateGrant",
          "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": accountId,
            "kms:ViaService": `${endpoint}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "Allow direct access to key metadata to the account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  });
}
