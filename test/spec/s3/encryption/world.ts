/** What specifications of server-side encryption share: the ways to seal, keys of KMS, and what the audit trail says of their use. */
import { createHash } from "node:crypto";
import type { Agent } from "node:https";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
} from "@aws-sdk/client-s3";
import type { TestServerOptions } from "../../../support/server.ts";
import { type S3Fixture, startS3 } from "../fixture.ts";

export const MIB = 1024 * 1024;

export interface SealedWorld extends S3Fixture {
  readonly kms: KMSClient;
  readonly trail: CloudTrailClient;
  /** ARN of a customer managed key. */
  readonly keyArn: string;
  newKey(): Promise<string>;
  put(
    key: string,
    body: string | Uint8Array,
    options?: Partial<PutObjectCommandInput>,
  ): Promise<PutObjectCommandOutput>;
  get(key: string, options?: Partial<GetObjectCommandInput>): Promise<GetObjectCommandOutput & { bytes: Buffer }>;
  /** Uses of keys so far, the newest first. */
  uses(): Promise<readonly KeyUse[]>;
}

export interface KeyUse {
  readonly name: string;
  readonly event: {
    readonly requestParameters: Readonly<Record<string, unknown>> | null;
    readonly userIdentity: Readonly<Record<string, unknown>>;
    readonly sourceIPAddress: string;
    readonly errorCode?: string;
    readonly resources?: readonly { readonly ARN: string }[];
  };
}

/** `clientConfig`: for all clients. */
export async function startSealedWorld(
  options: TestServerOptions = {},
  clientConfig: { readonly requestHandler?: { readonly httpsAgent: Agent } } = {},
): Promise<SealedWorld> {
  const fixture = await startS3(options, clientConfig);
  const { server, s3, bucket } = fixture;
  const kms = new KMSClient({ ...server.clientConfig, ...clientConfig });
  const trail = new CloudTrailClient({ ...server.clientConfig, ...clientConfig });
  const newKey = async (): Promise<string> => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    return KeyMetadata?.Arn ?? "";
  };
  return {
    ...fixture,
    kms,
    trail,
    keyArn: await newKey(),
    newKey,
    async close() {
      kms.destroy();
      trail.destroy();
      await fixture.close();
    },
    put: (Key, Body, input = {}) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...input })),
    async get(Key, input = {}) {
      const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, ...input }));
      return { ...got, bytes: Buffer.from((await got.Body?.transformToByteArray()) ?? []) };
    },
    async uses() {
      const found = await trail.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "kms.amazonaws.com" }],
        }),
      );
      const events = (found.Events ?? []).map(({ EventName: name = "", CloudTrailEvent: text = "{}" }) => ({
        name,
        event: JSON.parse(text) as KeyUse["event"],
      }));
      return events.filter(({ name }) => name === "GenerateDataKey" || name === "Decrypt");
    },
  };
}

/** Lets a bucket that was made today take customers' keys. */
export async function allowCustomerKeys({ s3 }: S3Fixture, bucket: string): Promise<void> {
  const ServerSideEncryptionConfiguration = {
    Rules: [{ BlockedEncryptionTypes: { EncryptionType: ["NONE" as const] } }],
  };
  await s3.send(new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration }));
}

export interface CustomerKeyMembers {
  readonly SSECustomerAlgorithm: string;
  readonly SSECustomerKey: string;
  readonly SSECustomerKeyMD5: string;
}

/** As they go over the wire; with the digest, SDKs leave them alone. */
export function customerKey(seed: string, length = 32): CustomerKeyMembers {
  const key = createHash("sha512").update(seed).digest().subarray(0, length);
  return {
    SSECustomerAlgorithm: "AES256",
    SSECustomerKey: key.toString("base64"),
    SSECustomerKeyMD5: createHash("md5").update(key).digest("base64"),
  };
}

export function sourceKey({ SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 }: CustomerKeyMembers) {
  return {
    CopySourceSSECustomerAlgorithm: SSECustomerAlgorithm,
    CopySourceSSECustomerKey: SSECustomerKey,
    CopySourceSSECustomerKeyMD5: SSECustomerKeyMD5,
  };
}

/** Every way in which bytes can lie, with what a write asks for and what a read must bring. */
export function waysToSeal(keyArn: string) {
  const mine = customerKey("mine");
  return {
    plain: { asked: {}, brought: {}, shown: undefined },
    "SSE-S3": { asked: { ServerSideEncryption: "AES256" }, brought: {}, shown: "AES256" },
    "SSE-KMS": { asked: { ServerSideEncryption: "aws:kms", SSEKMSKeyId: keyArn }, brought: {}, shown: "aws:kms" },
    "bucket key": {
      asked: { ServerSideEncryption: "aws:kms", SSEKMSKeyId: keyArn, BucketKeyEnabled: true },
      brought: {},
      shown: "aws:kms",
    },
    "DSSE-KMS": {
      asked: { ServerSideEncryption: "aws:kms:dsse", SSEKMSKeyId: keyArn },
      brought: {},
      shown: "aws:kms:dsse",
    },
    "SSE-C": { asked: mine, brought: mine, shown: undefined },
  } as const;
}

export const WAYS = ["plain", "SSE-S3", "SSE-KMS", "bucket key", "DSSE-KMS", "SSE-C"] as const;

/** Bytes that tell every place apart. */
export function counted(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32BE(at ^ 0x5bd1e995, at);
  return bytes;
}

export function md5(body: string | Uint8Array): string {
  return createHash("md5").update(body).digest("hex");
}
