/** Credentials as AWS CLI and boto3 look for them: container, instance, role profile, credential process, web identity. */
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACCOUNT, allow, IdentityWorld, ROOT_ARN, trust } from "../spec/sts/identity-world.ts";
import { OidcProvider } from "../spec/sts/oidc-provider.ts";
import { hasBoto3, hasCli } from "../support/tour.ts";

const run = promisify(execFile);
const ROOT_DIR = resolve(import.meta.dirname, "../..");
const PYTHON = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';

const folder = mkdtempSync(join(tmpdir(), "lakebed-clients-"));
let world: IdentityWorld;
let provider: OidcProvider;

beforeAll(async () => {
  world = await IdentityWorld.start({
    instanceMetadata: { roleArn: `arn:aws:iam::${ACCOUNT}:role/instance`, port: 0 },
  });
  provider = await OidcProvider.start();
  const registered = await world.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: provider.issuer, ClientIDList: ["client-1"] }),
  );
  await world.role("task", { trust: [trust({ Service: "ecs-tasks.amazonaws.com" })] });
  await world.role("instance", { trust: [trust({ Service: "ec2.amazonaws.com" })] });
  await world.role("reader", { trust: [trust({ AWS: ROOT_ARN })] });
  await world.role("web", {
    trust: [trust({ Federated: registered.OpenIDConnectProviderArn }, "sts:AssumeRoleWithWebIdentity")],
  });
  const alice = await world.user("alice", allow("sts:AssumeRole"));
  const creds = `"${process.execPath}" --import tsx "${join(ROOT_DIR, "src/main.ts")}" creds --port ${world.server.port}`;
  const config = `[profile alice]
aws_access_key_id = ${alice.keys.accessKeyId}
aws_secret_access_key = ${alice.keys.secretAccessKey}
[profile reader]
role_arn = arn:aws:iam::${ACCOUNT}:role/reader
source_profile = alice
role_session_name = by-profile
[profile process]
credential_process = ${creds} --role arn:aws:iam::${ACCOUNT}:role/task --session by-process
`;
  writeFileSync(join(folder, "config"), config);
  writeFileSync(join(folder, "token"), await provider.token({ exp: Math.floor(Date.now() / 1000) + 3600 }));
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await provider.stop();
  await world.close();
});

const arnOf = (role: string, session: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`;

async function containerVariables(): Promise<Record<string, string>> {
  const role = `arn:aws:iam::${ACCOUNT}:role/task`;
  const { port } = world.server;
  const command = `--import tsx src/main.ts creds --container --session by-container --role ${role} --port ${port}`;
  const { stdout } = await run(process.execPath, command.split(" "), { cwd: ROOT_DIR, env: variables({}) });
  return Object.fromEntries([...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}

/** A clean environment for a tool that must find its credentials alone. */
function variables(more: Record<string, string>): Record<string, string> {
  return {
    PATH: [process.env["PATH"] ?? "", "/usr/bin"].join(delimiter),
    // The CLI remembers sessions of roles in its home, also those of another run's server.
    HOME: folder,
    AWS_ENDPOINT_URL: world.server.endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    LAKEBED_ROOT_ACCESS_KEY_ID: world.server.credentials.accessKeyId,
    LAKEBED_ROOT_SECRET_ACCESS_KEY: world.server.credentials.secretAccessKey,
    ...more,
  };
}

/** Where each kind of credentials is found, and who the caller then is. */
const SOURCES: readonly (readonly [name: string, more: () => Promise<Record<string, string>>, arn: RegExp | string])[] =
  [
    ["a container", containerVariables, arnOf("task", "by-container")],
    [
      "an instance",
      async () => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: world.server.running.instanceMetadataEndpoint ?? "" }),
      new RegExp(`:assumed-role/instance/i-[0-9a-f]{17}$`),
    ],
    ["a profile with a role", async () => ({ AWS_PROFILE: "reader" }), arnOf("reader", "by-profile")],
    ["a credential process", async () => ({ AWS_PROFILE: "process" }), arnOf("task", "by-process")],
    [
      "a web identity token",
      async () => ({
        AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token"),
        AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/web`,
        AWS_ROLE_SESSION_NAME: "by-token",
      }),
      arnOf("web", "by-token"),
    ],
  ];

describe.each(SOURCES)("credentials of %s", (_name, more, arn) => {
  test.runIf(hasCli)("are found by the AWS CLI", async () => {
    const args = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"];
    const { stdout } = await run("aws", args, { env: variables(await more()) });
    expect(stdout.trim()).toMatch(arn);
  });

  test.runIf(hasBoto3)("are found by boto3", async () => {
    const { stdout } = await run("python3", ["-c", PYTHON], { env: variables(await more()) });
    expect(stdout.trim()).toMatch(arn);
  });
});
