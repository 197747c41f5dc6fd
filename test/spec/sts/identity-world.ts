/** A server with an account to fill: users with keys, roles with trust, and clients that act as any of them. */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { type Credentials, STSClient } from "@aws-sdk/client-sts";
import { type Clock, systemClock } from "../../../src/runtime/clock.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface TestUser {
  readonly arn: string;
  readonly id: string;
  readonly keys: Keys;
}

export interface TestRole {
  readonly arn: string;
  readonly id: string;
}

type ClientClass<Client> = new (config: object) => Client;

export const ACCOUNT = "123456789012";
export const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;

export class IdentityWorld {
  readonly server: TestServer;
  readonly iam: IAMClient;
  private readonly clients: { destroy(): void }[] = [];
  /** `advance` moves state time; the wire's stays real. */
  readonly clock: Clock;

  private constructor(server: TestServer, clock: Clock) {
    this.server = server;
    this.clock = clock;
    this.iam = server.client(IAMClient);
  }

  static async start(options: TestServerOptions = {}): Promise<IdentityWorld> {
    const clock = alignedClock();
    return new IdentityWorld(await startTestServer({ clock, ...options }), clock);
  }

  /** A client that signs with these keys. */
  as<Client extends { destroy(): void }>(Class: ClientClass<Client>, credentials: Keys): Client {
    const client = new Class({ ...this.server.clientConfig, credentials });
    this.clients.push(client);
    return client;
  }

  sts(credentials: Keys): STSClient {
    return this.as(STSClient, credentials);
  }

  /** A user with one key, who may do what the policy says. */
  async user(name: string, ...statements: readonly object[]): Promise<TestUser> {
    const { User } = await this.iam.send(new CreateUserCommand({ UserName: name }));
    if (statements.length > 0) {
      const PolicyDocument = policy(...statements);
      await this.iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: "given", PolicyDocument }));
    }
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return {
      arn: User?.Arn ?? "",
      id: User?.UserId ?? "",
      keys: { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
    };
  }

  async role(
    name: string,
    options: { trust: readonly object[]; may?: readonly object[]; hours?: number; tags?: Record<string, string> },
  ): Promise<TestRole> {
    const { trust, may = [], hours = 1, tags = {} } = options;
    const { Role } = await this.iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: policy(...trust),
        MaxSessionDuration: hours * 3600,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    if (may.length > 0)
      await this.iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: "given", PolicyDocument: policy(...may) }),
      );
    return { arn: Role?.Arn ?? "", id: Role?.RoleId ?? "" };
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.server.close();
  }
}

/** The real time, set back to the beginning of a half minute, so that one-time codes do not change under a test. */
function alignedClock(): Clock {
  const clock = systemClock();
  const backMs = clock.wallMs() % 30_000;
  return { ...clock, wallMs: () => clock.wallMs() - backMs };
}

export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function allow(
  action: string | readonly string[],
  resource: string | readonly string[] = "*",
  more: object = {},
): object {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function trust(
  principal: object | string,
  action: string | readonly string[] = "sts:AssumeRole",
  condition?: object,
): object {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: action,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

export function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? "",
    secretAccessKey: credentials?.SecretAccessKey ?? "",
    sessionToken: credentials?.SessionToken ?? "",
  };
}
