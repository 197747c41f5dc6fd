/** A server with users, a bucket, and access points of it; clients that call through them. */
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateAccessPointCommand,
  type CreateAccessPointCommandInput,
  PutAccessPointPolicyCommand,
  S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { localNames } from "../../../support/local-names.ts";
import type { TestServerOptions } from "../../../support/server.ts";
import { ACCOUNT, IdentityWorld, type Keys, policy } from "../../sts/identity-world.ts";
import { uniqueBucket } from "../fixture.ts";

/** With `openCredentials`, an account number is the access key of its root user. */
export const OTHER = "222233334444";
export const REGION = "us-east-1";
export const DENIED = { name: "AccessDenied", status: 403 };

export interface AccessPoint {
  readonly name: string;
  readonly arn: string;
  readonly alias: string;
  readonly accountId: string;
}

export class AccessPoints {
  readonly world: IdentityWorld;
  readonly root: S3Client;
  readonly control: S3ControlClient;
  private readonly clients: { destroy(): void }[] = [];
  private count = 0;

  private constructor(world: IdentityWorld) {
    this.world = world;
    this.root = world.as(S3Client, world.server.credentials);
    this.control = this.controlOf(world.server.credentials);
  }

  static async start(options: TestServerOptions = {}): Promise<AccessPoints> {
    return new AccessPoints(await IdentityWorld.start({ openCredentials: true, ...options }));
  }

  /** Keys of the root user of another account. */
  rootOf(accountId: string): Keys {
    return { accessKeyId: accountId, secretAccessKey: "any" };
  }

  controlOf(credentials: Keys, region = REGION): S3ControlClient {
    return this.kept(new S3ControlClient({ ...localNames(this.world.server), region, maxAttempts: 1, credentials }));
  }

  /** A client that may be given ARNs, which SDKs put into the host. */
  virtual(credentials: Keys, region = REGION): S3Client {
    return this.kept(new S3Client({ ...localNames(this.world.server), region, maxAttempts: 1, credentials }));
  }

  private kept<Client extends { destroy(): void }>(client: Client): Client {
    this.clients.push(client);
    return client;
  }

  async bucket(): Promise<string> {
    const Bucket = uniqueBucket();
    await this.root.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  async accessPoint(
    Bucket: string,
    options: Partial<CreateAccessPointCommandInput> & { readonly by?: string } = {},
  ): Promise<AccessPoint> {
    const { by = ACCOUNT, ...input } = options;
    const { Name: name = `point-${++this.count}` } = input;
    const control = by === ACCOUNT ? this.control : this.controlOf(this.rootOf(by));
    const made = await control.send(new CreateAccessPointCommand({ AccountId: by, Bucket, ...input, Name: name }));
    return { name, arn: made.AccessPointArn ?? "", alias: made.Alias ?? "", accountId: by };
  }

  async allowThrough({ name, accountId }: AccessPoint, ...statements: readonly object[]): Promise<void> {
    const control = accountId === ACCOUNT ? this.control : this.controlOf(this.rootOf(accountId));
    await control.send(
      new PutAccessPointPolicyCommand({ AccountId: accountId, Name: name, Policy: policy(...statements) }),
    );
  }

  /** AWS: what the bucket leaves to the access points of an account (access-points-policies.html, "Delegating access control"). */
  async delegate(Bucket: string, accountId = ACCOUNT): Promise<void> {
    const Policy = policy({
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "*",
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { StringEquals: { "s3:DataAccessPointAccount": accountId } },
    });
    await this.root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.world.close();
  }
}
