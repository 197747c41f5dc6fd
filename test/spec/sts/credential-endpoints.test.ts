/**
 * Where clients look for credentials by themselves: the SDK's own provider chain, without a key in any code, against the container endpoint, the instance
 * metadata and a credential process.
 */
import {
  DeleteRolePolicyCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get as httpGet } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, policy, ROOT_ARN, type TestRole, trust } from "./identity-world.ts";

const ROOT_DIR = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "lakebed-credentials-"));
const INSTANCE_ROLE = `arn:aws:iam::${ACCOUNT}:role/trainer`;

let world: IdentityWorld;
let task: TestRole;

beforeAll(async () => {
  world = await IdentityWorld.start({ instanceMetadata: { roleArn: INSTANCE_ROLE, port: 0 } });
  task = await world.role("task", {
    trust: [trust({ Service: "ecs-tasks.amazonaws.com" })],
    may: [allow("iam:ListUsers")],
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(?:AWS|LAKEBED)_/.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("LAKEBED_ROOT_ACCESS_KEY_ID", world.server.credentials.accessKeyId);
  vi.stubEnv("LAKEBED_ROOT_SECRET_ACCESS_KEY", world.server.credentials.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A client that finds its credentials alone. */
async function identity(profile?: string): Promise<string | undefined> {
  const sts = new STSClient({
    endpoint: world.server.endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    ...(profile === undefined ? {} : { profile }),
  });
  const { Arn } = await sts.send(new GetCallerIdentityCommand({})).finally(() => sts.destroy());
  return Arn;
}

async function lakebed(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await runCommandLine([...argv, "--port", String(world.server.port)], { ...terminal, isTerminal: false });
  return { code, out, err };
}

/** Does what a shell does with the printed exports. */
function applyExports(text: string): void {
  for (const [, name = "", value = ""] of text.matchAll(/^export (\w+)='(.*)'$/gm)) vi.stubEnv(name, value);
}

describe("the container endpoint", () => {
  test("gives the role's credentials to the SDK's own chain, as the service that the role trusts", async () => {
    const { code, out } = await lakebed("creds", "--role", task.arn, "--session", "job-7", "--container");
    expect(code).toBe(0);
    expect(out).toContain("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY");
    applyExports(out);
    expect(await identity()).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/task/job-7`);
  });

  test("answers in the form that SDKs document, for six hours", async () => {
    applyExports((await lakebed("creds", "--role", task.arn, "--container")).out);
    const answer = await fetch(process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? "", {
      headers: { authorization: process.env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "" },
    });
    const document = (await answer.json()) as Record<string, string>;
    expect(Object.keys(document).sort()).toEqual(["AccessKeyId", "Expiration", "RoleArn", "SecretAccessKey", "Token"]);
    const lifeMs = Date.parse(document["Expiration"] ?? "") - world.clock.nowMs();
    expect(Math.abs(lifeMs - 21_600_000)).toBeLessThan(5000);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("refuses whoever holds no grant of this server", async () => {
    for (const token of ["", "anything", "A".repeat(5000)]) {
      const answer = await fetch(`${world.server.endpoint}/_lakebed/credentials`, {
        headers: { authorization: token },
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ Code: "InvalidAuthorizationToken" });
    }
  });

  test("lets the trust policy decide each time", async () => {
    const role = await world.role("fickle", { trust: [trust({ Service: "ecs-tasks.amazonaws.com" })] });
    applyExports((await lakebed("creds", "--role", role.arn, "--container")).out);
    await identity();
    const PolicyDocument = policy(trust({ Service: "glue.amazonaws.com" }));
    await world.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "fickle", PolicyDocument }));
    await expect(identity()).rejects.toThrow();
    const answer = await fetch(process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? "", {
      headers: { authorization: process.env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "" },
    });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      {
        Code: "AccessDenied",
        Message: `User: ecs-tasks.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${role.arn} because no role trust policy allows the sts:AssumeRole action`,
      },
    ]);
  });

  test("grants are for the root user to give", async () => {
    const alice = await world.user("alice", allow("*"));
    vi.stubEnv("LAKEBED_ROOT_ACCESS_KEY_ID", alice.keys.accessKeyId);
    vi.stubEnv("LAKEBED_ROOT_SECRET_ACCESS_KEY", alice.keys.secretAccessKey);
    const { code, err } = await lakebed("creds", "--role", task.arn, "--container");
    expect([code, err]).toEqual([2, expect.stringContaining("only the root user")]);
    const query = `role=${encodeURIComponent(task.arn)}&as=ecs-tasks.amazonaws.com&session=x1`;
    for (const route of ["grant", "issue"])
      expect((await fetch(`${world.server.endpoint}/_lakebed/credentials/${route}?${query}`)).status).toBe(403);
  });
});

describe("the credential process", () => {
  test("prints a role's credentials, or the root user's keys", async () => {
    const role = JSON.parse((await lakebed("creds", "--role", task.arn)).out) as Record<string, unknown>;
    expect(role).toMatchObject({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/) as string });
    const root = JSON.parse((await lakebed("creds")).out) as Record<string, unknown>;
    expect(root).toEqual({
      Version: 1,
      AccessKeyId: world.server.credentials.accessKeyId,
      SecretAccessKey: world.server.credentials.secretAccessKey,
    });
  });

  test("serves a profile of the SDK, as the service that is named", async () => {
    const crawler = await world.role("crawler", { trust: [trust({ Service: "glue.amazonaws.com" })] });
    const as = ["--role", crawler.arn, "--as", "glue.amazonaws.com"];
    const { out } = await lakebed("creds", ...as, "--profile", "crawling");
    expect(out).toMatch(/^\[profile crawling\]\ncredential_process = npx lakebed creds --role /);
    expect(out).toContain(`endpoint_url = ${world.server.endpoint}`);
    const local = `"${process.execPath}" --import tsx "${join(ROOT_DIR, "src/main.ts")}"`;
    // The SDK remembers files by their path, also that there was none.
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config-with-profile"));
    writeFileSync(join(folder, "config-with-profile"), out.replace("npx lakebed", local));
    expect(await identity("crawling")).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/crawler/lakebed-creds`);
  });

  test("says in one sentence why a role cannot be had", async () => {
    const { code, err } = await lakebed("creds", "--role", task.arn, "--as", "glue.amazonaws.com");
    expect([code, err]).toEqual([
      2,
      `lakebed: User: glue.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${task.arn} because no role trust policy allows the sts:AssumeRole action\n`,
    ]);
    expect((await lakebed("creds", "--role", "reader")).err).toMatch(/role must be the ARN of a role/);
    expect((await lakebed("creds", "--container")).err).toMatch(/name it with --role/);
    expect((await lakebed("creds", "stray")).code).toBe(2);
  });
});

describe("the instance metadata", () => {
  /** `fetch` sends no `Host` but its own. */
  const statusFor = (host: string, headers: Record<string, string>): Promise<number> =>
    new Promise((done, fail) => {
      const options = { headers: { ...headers, host } };
      httpGet(`${endpoint()}/latest/meta-data/instance-id`, options, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      }).on("error", fail);
    });
  const endpoint = (): string => world.server.running.instanceMetadataEndpoint ?? "";
  const get = (path: string, headers: Record<string, string> = {}) => fetch(endpoint() + path, { headers });
  const token = async (seconds = "60"): Promise<Record<string, string>> => {
    const headers = { "x-aws-ec2-metadata-token-ttl-seconds": seconds };
    const answer = await fetch(`${endpoint()}/latest/api/token`, { method: "PUT", headers });
    expect(answer.status).toBe(200);
    return { "x-aws-ec2-metadata-token": await answer.text() };
  };

  beforeAll(async () => {
    await world.role("trainer", { trust: [trust({ Service: "ec2.amazonaws.com" })], may: [allow("iam:ListUsers")] });
  });

  test("gives the instance's role to the SDK's own chain", async () => {
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint());
    vi.stubEnv("AWS_EC2_METADATA_V1_DISABLED", "true");
    expect(await identity()).toMatch(new RegExp(`^arn:aws:sts::${ACCOUNT}:assumed-role/trainer/i-[0-9a-f]{17}$`));
    const iam = new IAMClient({ endpoint: world.server.endpoint, region: "us-east-1", maxAttempts: 1 });
    await iam.send(new ListUsersCommand({}));
    await world.iam.send(new DeleteRolePolicyCommand({ RoleName: "trainer", PolicyName: "given" }));
    await expectServiceError(iam.send(new ListUsersCommand({})), { name: "AccessDenied", status: 403 });
    iam.destroy();
  });

  test("tells identity, place and role", async () => {
    const headers = await token();
    const read = async (path: string): Promise<string> => (await get(`/latest/${path}`, headers)).text();
    const document = JSON.parse(await read("dynamic/instance-identity/document")) as Record<string, string>;
    const id = await read("meta-data/instance-id");
    expect(document).toMatchObject({ accountId: ACCOUNT, region: "us-east-1", instanceId: id });
    expect(await read("meta-data/iam/security-credentials/")).toBe("trainer");
    expect(JSON.parse(await read("meta-data/iam/info"))).toMatchObject({ Code: "Success" });
    expect(await read("meta-data/placement/availability-zone")).toBe("us-east-1a");
    expect((await get("/latest/meta-data/nothing", headers)).status).toBe(404);
    const credentials = JSON.parse(await read("meta-data/iam/security-credentials/trainer")) as Record<string, string>;
    expect(credentials).toMatchObject({ Code: "Success", Type: "AWS-HMAC" });
    const again = JSON.parse(await read("meta-data/iam/security-credentials/trainer")) as Record<string, string>;
    expect(again["AccessKeyId"]).toBe(credentials["AccessKeyId"]);
    world.clock.advance(6 * 3_600_000 - 10 * 60_000);
    const renewed = JSON.parse(await read("meta-data/iam/security-credentials/trainer")) as Record<string, string>;
    expect(renewed["AccessKeyId"]).not.toBe(credentials["AccessKeyId"]);
  });

  test("wants a token, a direct request, and its own name", async () => {
    expect((await get("/latest/meta-data/instance-id")).status).toBe(401);
    expect((await get("/latest/meta-data/instance-id", { "x-aws-ec2-metadata-token": "wrong" })).status).toBe(401);
    for (const seconds of ["0", "21601", "x"]) {
      const headers = { "x-aws-ec2-metadata-token-ttl-seconds": seconds };
      expect((await fetch(`${endpoint()}/latest/api/token`, { method: "PUT", headers })).status).toBe(400);
    }
    const headers = await token();
    const forwarded = { ...headers, "x-forwarded-for": "192.0.2.1" };
    expect((await get("/latest/meta-data/instance-id", forwarded)).status).toBe(403);
    // A web page whose own name was made to point here.
    expect(await statusFor("rebound.example.com", headers)).toBe(403);
    expect(await statusFor("localhost", headers)).toBe(200);
    expect((await get("/latest/api/token", headers)).status).toBe(405);
    expect((await fetch(endpoint(), { method: "POST", headers })).status).toBe(405);
  });

  test("tells in its document when the role cannot be had", async () => {
    const PolicyDocument = policy(trust({ AWS: ROOT_ARN }));
    await world.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "trainer", PolicyDocument }));
    world.clock.advance(6 * 3_600_000);
    const answer = await get("/latest/meta-data/iam/security-credentials/trainer", await token());
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ Code: "AssumeRoleUnauthorizedAccess" }),
    ]);
  });
});
