/**
 * `lakebed creds`: credentials in the forms that AWS tools take from others: a credential process, a container's endpoint, a profile.
 */
import { resolve } from "node:path";
import { DEFAULT_PORT, type ServerConfig } from "../app/config.ts";
import { ConfigError } from "../kit/errors.ts";
import type { Environment } from "../runtime/environment.ts";
import type { Command } from "./command.ts";
import { awsVariables, endpointOf, shellExports } from "./exports.ts";
import { ownOptions } from "./own-options.ts";
import { readServerFlags } from "./server-flags.ts";
import { signedGet } from "./signed-call.ts";
import { UsageError } from "./terminal.ts";

const DEFAULT_SERVICE = "ecs-tasks.amazonaws.com";
const DEFAULT_SESSION = "lakebed-creds";

/** A role, and the service as which it is had. */
interface AskedRole {
  readonly role: string;
  readonly service: string;
  readonly session: string;
}

interface Asked {
  readonly role: AskedRole | undefined;
  readonly form: "process" | "container" | "profile";
  readonly profile: string | undefined;
  readonly config: ServerConfig;
  readonly environment: Environment;
}

export const credsCommand: Command = {
  name: "creds",
  summary: "print credentials for AWS tools, also those of a role",
  help: `Usage: lakebed creds [--role ARN [--as SERVICE] [--session NAME]] [--container | --profile NAME] [--port N] [--data-dir DIR]

Prints the root user's keys, or new temporary credentials of a role, as JSON for credential_process. A role is had as an AWS service would have
it, so its trust policy must let the service (--as, default ${DEFAULT_SERVICE}) assume it; the credentials are good for six hours.

  --container           exports for AWS_CONTAINER_CREDENTIALS_FULL_URI, whose credentials renew themselves; needs --role
  --profile NAME        a profile for ~/.aws/config that runs this command

Examples:
  lakebed creds --role arn:aws:iam::123456789012:role/crawler --as glue.amazonaws.com
  eval "$(lakebed creds --role arn:aws:iam::123456789012:role/trainer --container)"
  lakebed creds --profile lakebed >> ~/.aws/config`,
  async run(args, terminal) {
    const asked = readOptions(args);
    switch (asked.form) {
      case "profile":
        terminal.out(profileText(asked));
        break;
      case "container":
        terminal.out(await containerExports(asked));
        break;
      case "process":
        terminal.out(`${JSON.stringify(await processDocument(asked))}\n`);
    }
    return 0;
  },
};

function readOptions(args: readonly string[]): Asked {
  const known = { flags: ["container"], values: ["role", "as", "session", "profile"] };
  const { words, flags, values, rest } = ownOptions(args, known);
  const [role, profile] = [values.get("role"), values.get("profile")];
  if (words.length > 0) throw new UsageError(`there is no place for "${words[0]}"`);
  if (role === undefined && (values.has("as") || values.has("session") || flags.has("container")))
    throw new UsageError("--as, --session and --container say how a role is had: name it with --role");
  if (flags.has("container") && profile !== undefined) throw new UsageError("give --container or --profile, not both");
  const session = values.get("session") ?? DEFAULT_SESSION;
  return {
    role: role === undefined ? undefined : { role, service: values.get("as") ?? DEFAULT_SERVICE, session },
    form: profile !== undefined ? "profile" : flags.has("container") ? "container" : "process",
    profile,
    ...readServerFlags(rest),
  };
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html (read 2026-11-23) */
async function processDocument({ role, config, environment }: Asked): Promise<object> {
  if (role === undefined) {
    const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = awsVariables(config);
    return { Version: 1, AccessKeyId, SecretAccessKey };
  }
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = await askFor("issue", role, { config, environment });
  return { Version: 1, AccessKeyId, SecretAccessKey, SessionToken: Token, Expiration };
}

async function containerExports({ role, config, environment }: Asked): Promise<string> {
  if (role === undefined) throw new UsageError("--container needs --role");
  const { token = "" } = await askFor("grant", role, { config, environment });
  const endpoint = endpointOf(config);
  const exports = shellExports({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: config.region,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/_lakebed/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
  });
  // SDKs look for keys in the environment first.
  return `${exports}unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_CONTAINER_CREDENTIALS_RELATIVE_URI\n`;
}

type Answer = Readonly<Record<string, string>>;

async function askFor(
  route: "issue" | "grant",
  { role, service, session }: AskedRole,
  { config, environment }: { readonly config: ServerConfig; readonly environment: Environment },
): Promise<Answer> {
  const query = [
    `role=${encodeURIComponent(role)}`,
    `as=${encodeURIComponent(service)}`,
    `session=${encodeURIComponent(session)}`,
  ];
  const { status, value } = await signedGet(config, environment, `/_lakebed/credentials/${route}?${query.join("&")}`);
  const answer = value as Answer;
  if (status !== 200) throw new ConfigError(answer["error"] ?? answer["Message"] ?? `the server answered ${status}`);
  return answer;
}

function profileText({ role, profile = "", config }: Asked): string {
  const options = [
    ...(role === undefined ? [] : [`--role ${role.role} --as ${role.service} --session ${role.session}`]),
    ...(config.port === DEFAULT_PORT ? [] : [`--port ${config.port}`]),
    // The command runs in whatever directory the tool was started in.
    ...(config.dataDir === undefined ? [] : [`--data-dir ${quoted(resolve(config.dataDir))}`]),
    ...(config.tls ? ["--tls"] : []),
  ];
  const section = profile === "default" ? "default" : `profile ${profile}`;
  return `[${section}]
credential_process = npx lakebed creds${options.map((option) => ` ${option}`).join("")}
endpoint_url = ${endpointOf(config)}
region = ${config.region}
`;
}

const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path);
