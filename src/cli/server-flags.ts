/**
 * The options that say which server is meant, shared by all commands that start or look for one.
 */
import { parseArgs } from "node:util";
import { type ConfigOverrides, resolveConfig, type ServerConfig } from "../app/config.ts";
import { type Environment, processEnvironment } from "../runtime/environment.ts";
import { LOG_LEVELS } from "../runtime/log.ts";
import { UsageError } from "./terminal.ts";

export const SERVER_OPTIONS_HELP = `Options:
  --port N              port to listen on (default 5253, or LAKEBED_PORT; 0 picks a free one)
  --host HOST           address to listen on (default 127.0.0.1)
  --data-dir DIR        where the state lives (default ./lakebed-data, or LAKEBED_DATA_DIR)
  --ephemeral           keep everything in memory, and nothing when it ends
  --records STORE       lmdb (default), memory, or postgresql://user:password@host/database
  --blobs STORE         filesystem (default), memory, or s3://bucket/prefix?endpoint=http://host:port
  --event-targets FILE  where queues, topics, functions and buses of S3's events are: JSON from ARN to URL
  --seed FILE           accounts, users and keys to start with (docs/seed.md)
  --s3-defaults SET     2026 (default), or legacy: what new buckets had before 2023 (ACLs, nothing blocked)
  --s3-base-encryption SET  off (default), or sealed: S3 seals every object at rest, also when nobody asks for it
  --durability MODE     group (default), strict, or relaxed: when a write is answered (docs/operating.md)
  --tls                 serve HTTPS with a certificate of a local authority
  --sigv2               take S3's Signature Version 2 in the Authorization field too
  --open-credentials    accept any access key; a 12-digit key names the account (loopback only)
  --strict-policies     refuse IAM policies with actions that no service has
  --audit-data-events   record calls on objects too, as a CloudTrail trail with data events does
  --instance-role ARN   serve EC2's instance metadata for this role, which must trust ec2.amazonaws.com
  --imds-port N         loopback port of the instance metadata (default 5254, or LAKEBED_IMDS_PORT)
  --log-level LEVEL     ${LOG_LEVELS.join(", ")} (default info)`;

const OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  "data-dir": { type: "string" },
  ephemeral: { type: "boolean" },
  records: { type: "string" },
  blobs: { type: "string" },
  "event-targets": { type: "string" },
  seed: { type: "string" },
  "s3-defaults": { type: "string" },
  "s3-base-encryption": { type: "string" },
  durability: { type: "string" },
  tls: { type: "boolean" },
  sigv2: { type: "boolean" },
  "open-credentials": { type: "boolean" },
  "audit-data-events": { type: "boolean" },
  "strict-policies": { type: "boolean" },
  "instance-role": { type: "string" },
  "imds-port": { type: "string" },
  "log-level": { type: "string" },
  exit: { type: "boolean" },
} as const;

export interface ServerFlags {
  readonly config: ServerConfig;
  readonly environment: Environment;
  /** The demo's `--exit`. */
  readonly exit: boolean;
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"] {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error));
  }
}

/** Flags become environment-like text, so that both are read and checked by the same rules. */
function asVariables(values: ReturnType<typeof parse>): Environment {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ["LAKEBED_PORT", values.port],
    ["LAKEBED_HOST", values.host],
    ["LAKEBED_DATA_DIR", values["data-dir"]],
    ["LAKEBED_RECORDS", values.records],
    ["LAKEBED_BLOBS", values.blobs],
    ["LAKEBED_INSTANCE_ROLE", values["instance-role"]],
    ["LAKEBED_IMDS_PORT", values["imds-port"]],
    ["LAKEBED_EVENT_TARGETS", values["event-targets"]],
    ["LAKEBED_SEED", values.seed],
    ["LAKEBED_S3_DEFAULTS", values["s3-defaults"]],
    ["LAKEBED_S3_BASE_ENCRYPTION", values["s3-base-encryption"]],
    ["LAKEBED_DURABILITY", values.durability],
    ["LAKEBED_LOG_LEVEL", values["log-level"]],
  ];
  return Object.fromEntries(pairs.filter((pair) => pair[1] !== undefined));
}

/**
 * @throws {UsageError} for an option that does not exist
 * @throws {ConfigError} for a value that cannot be used
 */
export function readServerFlags(args: readonly string[]): ServerFlags {
  const values = parse(args);
  const environment = { ...processEnvironment(), ...asVariables(values) };
  const overrides: ConfigOverrides = {
    ...(values.ephemeral === undefined ? {} : { ephemeral: values.ephemeral }),
    ...(values.tls === undefined ? {} : { tls: values.tls }),
    ...(values.sigv2 === undefined ? {} : { sigv2: values.sigv2 }),
    ...(values["open-credentials"] === undefined ? {} : { openCredentials: values["open-credentials"] }),
    ...(values["strict-policies"] === undefined ? {} : { strictPolicies: values["strict-policies"] }),
    ...(values["audit-data-events"] === undefined ? {} : { auditDataEvents: values["audit-data-events"] }),
  };
  return { config: resolveConfig(overrides, environment), environment, exit: values.exit === true };
}
