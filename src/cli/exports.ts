/**
 * The environment that points AWS tools at a server: endpoint, Region, credentials and, with TLS, the authority to trust.
 */
import { join, resolve } from "node:path";
import { CERTIFICATE_AUTHORITY_FILE } from "../app/certificates.ts";
import { DEFAULT_DATA_DIR, DEFAULT_PORT, type ServerConfig } from "../app/config.ts";
import { CREDENTIALS_FILE, readKept } from "../app/root-credentials.ts";
import { ConfigError } from "../kit/errors.ts";

export function endpointOf(config: ServerConfig): string {
  const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
  return `${config.tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
}

/** @throws {ConfigError} when no server was ever started on the data directory */
export function awsVariables(config: ServerConfig): Readonly<Record<string, string>> {
  const folder = config.dataDir === undefined ? undefined : resolve(config.dataDir);
  const keys = config.rootCredentials ?? (folder === undefined ? undefined : readKept(join(folder, CREDENTIALS_FILE)));
  if (keys === undefined) {
    throw new ConfigError(
      `there are no credentials in ${folder ?? "an ephemeral server"} yet: start it once with "lakebed start", or name its directory with --data-dir`,
    );
  }
  return {
    AWS_ENDPOINT_URL: endpointOf(config),
    AWS_REGION: config.region,
    AWS_DEFAULT_REGION: config.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    // Clients with an endpoint of their own want a session for every call about a directory bucket, also for the one that makes it.
    AWS_S3_DISABLE_EXPRESS_SESSION_AUTH: "true",
    ...(config.tls && folder !== undefined
      ? {
          AWS_CA_BUNDLE: join(folder, CERTIFICATE_AUTHORITY_FILE),
          NODE_EXTRA_CA_CERTS: join(folder, CERTIFICATE_AUTHORITY_FILE),
        }
      : {}),
  };
}

/** The line to type for these exports, with every option that is not the default. */
export function envCommandFor(config: ServerConfig): string {
  const options = [
    ...(config.port === DEFAULT_PORT ? [] : [`--port ${config.port}`]),
    ...(config.host === "127.0.0.1" ? [] : [`--host ${config.host}`]),
    ...(config.dataDir === undefined || config.dataDir === DEFAULT_DATA_DIR
      ? []
      : [`--data-dir ${shellQuoted(config.dataDir)}`]),
    ...(config.tls ? ["--tls"] : []),
  ];
  return `eval "$(npx lakebed env${options.map((option) => ` ${option}`).join("")})"`;
}

const shellQuoted = (text: string): string => (/^[\w./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** For a POSIX shell: single quotes, so that no character of a secret means anything. */
export function shellExports(variables: Readonly<Record<string, string>>): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
  return `${lines.join("\n")}\nunset AWS_SESSION_TOKEN AWS_PROFILE\n`;
}
