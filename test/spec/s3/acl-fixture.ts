/** A server whose buckets take access control lists, with two accounts beside nobody. */
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  ListBucketsCommand,
  S3Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import type { FinalizeRequestMiddleware } from "@smithy/types";
import { localNames } from "../../support/local-names.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { uniqueBucket } from "./fixture.ts";

export const OWNER = "111122223333";
export const OTHER = "999988887777";

export interface AclFixture {
  readonly server: TestServer;
  readonly owner: S3Client;
  readonly other: S3Client;
  /** Canonical user ids. */
  readonly ownerId: string;
  readonly otherId: string;
  /** Signs nothing. */
  readonly anonymous: S3Client;
  /** S3 Control, called as the root user of an account. */
  control(accountId: string): S3ControlClient;
  createBucket(options?: Partial<CreateBucketCommandInput>): Promise<string>;
  close(): Promise<void>;
}

export async function startAcls(): Promise<AclFixture> {
  const server = await startTestServer({ openCredentials: true, s3Defaults: "legacy" });
  const as = (accessKeyId: string): S3Client =>
    new S3Client({ ...server.clientConfig, credentials: { accessKeyId, secretAccessKey: "any" } });
  const controls: S3ControlClient[] = [];
  const [owner, other] = [as(OWNER), as(OTHER)];
  const anonymous = unsigned(as(OTHER));
  const idOf = async (s3: S3Client): Promise<string> => (await s3.send(new ListBucketsCommand({}))).Owner?.ID ?? "";
  return {
    server,
    owner,
    other,
    anonymous,
    ownerId: await idOf(owner),
    otherId: await idOf(other),
    control(accessKeyId) {
      const { region, maxAttempts } = server.clientConfig;
      const credentials = { accessKeyId, secretAccessKey: "any" };
      const client = new S3ControlClient({ ...localNames(server), region, maxAttempts, credentials });
      controls.push(client);
      return client;
    },
    async createBucket(options = {}) {
      const Bucket = uniqueBucket();
      await owner.send(new CreateBucketCommand({ Bucket, ...options }));
      return Bucket;
    },
    async close() {
      for (const client of [owner, other, anonymous, ...controls]) client.destroy();
      await server.close();
    },
  };
}

/** Takes the signature off everything that a client sends. */
export function unsigned(client: S3Client): S3Client {
  const withoutSignature: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    delete headers["authorization"];
    return next(args);
  };
  client.middlewareStack.addRelativeTo(withoutSignature, {
    relation: "after",
    toMiddleware: "httpSigningMiddleware",
    name: "unsigned",
  });
  return client;
}

export const ALL_USERS = { Type: "Group", URI: "http://acs.amazonaws.com/groups/global/AllUsers" } as const;
export const SIGNED_USERS = {
  Type: "Group",
  URI: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
} as const;

export const userOf = (ID: string): { readonly Type: "CanonicalUser"; readonly ID: string } => ({
  Type: "CanonicalUser",
  ID,
});
