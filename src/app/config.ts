/**
 * How one server runs: defaults, then `LAKEBED_*` variables, then what the caller says. Everything is checked here once, so that the rest
 * of the program can believe it.
 *
 * Variables: LAKEBED_PORT, LAKEBED_HOST, LAKEBED_DATA_DIR, LAKEBED_REGION, LAKEBED_RECORDS, LAKEBED_BLOBS, LAKEBED_LOG_LEVEL,
 * LAKEBED_ROOT_ACCESS_KEY_ID, LAKEBED_ROOT_SECRET_ACCESS_KEY, LAKEBED_ACCOUNT_ID, LAKEBED_OPEN_CREDENTIALS=1, LAKEBED_TLS=1,
 * LAKEBED_INSTANCE_ROLE, LAKEBED_IMDS_PORT, LAKEBED_S3_BUCKET_QUOTA, LAKEBED_S3_LIFECYCLE_DAY_SECONDS, LAKEBED_S3_DEFAULTS, LAKEBED_SIGV2=1, LAKEBED_S3_BASE_ENCRYPTION, LAKEBED_DURABILITY, LAKEBED_ORGANIZATION_ACCOUNT_QUOTA, LAKEBED_SEED, LAKEBED_EVENT_TARGETS, LAKEBED_ROOT_KEY, LAKEBED_ROOT_KEY_PASSPHRASE, LAKEBED_AUDIT_DATA_EVENTS=1. Blobs on another S3 are reached with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
 */
import { DEFAULT_ACCOUNT_ID } from "../auth/credentials.ts";
import { ConfigError } from "../kit/errors.ts";
import { type InstanceMetadataConfig, readInstanceMetadata } from "./instance-metadata-config.ts";
import { AWS_REGIONS } from "../kit/regions.ts";
import type { Environment } from "../runtime/environment.ts";
import { S3_DEFAULTS, type S3Defaults } from "../services/s3/buckets/defaults.ts";
import type { EventTargets } from "../services/s3/events/event-targets.ts";
import { readEventTargets } from "./event-targets.ts";
import { BASE_ENCRYPTIONS, type BaseEncryption } from "../services/s3/encryption/base-encryption.ts";
import { DURABILITIES, type Durability } from "../storage/durability.ts";
import { LOG_LEVELS, type LogLevel } from "../runtime/log.ts";

/** "LAKE" on a phone. */
export const DEFAULT_PORT = 5253;
export const DEFAULT_DATA_DIR = "./lakebed-data";
/** AWS: 100 for many years, 10,000 since November 2024 (S3 user guide, general purpose bucket quotas). */
const S3_BUCKET_QUOTA_DEFAULT = 100;
const S3_BUCKET_QUOTA_MAX = 10_000;
/** AWS: 10 accounts unless more are asked for (quotas of Organizations). */
const ACCOUNT_QUOTA_DEFAULT = 10;
const ACCOUNT_QUOTA_MAX = 10_000;

/** Where records live. */
export type RecordsConfig = "memory" | "lmdb" | `postgresql://${string}` | `postgres://${string}`;
/** Where blobs live; `s3://bucket/prefix?endpoint=...` for another S3. */
export type BlobsConfig = "memory" | "filesystem" | `s3://${string}`;

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ServerConfig {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Undefined for a server that keeps nothing (`--ephemeral`). */
  readonly dataDir: string | undefined;
  readonly records: RecordsConfig;
  readonly blobs: BlobsConfig;
  /** For blobs on another S3. */
  readonly blobCredentials: KeyPair | undefined;
  /** The Region of requests that name none, and the first of those answered for. */
  readonly region: string;
  readonly tls: boolean;
  /** Takes S3's Signature Version 2 in the `Authorization` field, which AWS has given up in all but its oldest Regions. */
  readonly sigv2: boolean;
  /** Takes every key and signature; loopback only. */
  readonly openCredentials: boolean;
  /** Lets a server without TLS listen beyond loopback. */
  readonly allowPlainHttp: boolean;
  readonly logLevel: LogLevel;
  /** From the environment; otherwise generated at the first start and kept in the data directory. */
  readonly rootCredentials: KeyPair | undefined;
  readonly accountId: string;
  /** The metadata endpoint of an EC2 instance, for SDKs that look for one; undefined when it is not served. */
  readonly instanceMetadata: InstanceMetadataConfig | undefined;
  /** 64 hex digits that seal secrets at rest; undefined for the key kept in the data directory. */
  readonly rootKey: string | undefined;
  /** Opens the key kept in the data directory; undefined when that lies bare. */
  readonly rootKeyPassphrase: string | undefined;
  /** Record calls on data (S3 objects) too, not only those that manage something. */
  readonly auditDataEvents: boolean;
  /** IAM refuses policies with actions that no service has, which AWS takes. */
  readonly strictPolicies: boolean;
  /** A file that names accounts and principals to be there from the start; undefined for none. */
  readonly seedPath: string | undefined;
  /** S3 buckets one account may have: the classic 100, up to today's 10,000. */
  readonly s3BucketQuota: number;
  /** What S3 buckets are born with, in accounts of which the seed says nothing else: today's defaults, or those from before April 2023. */
  readonly s3Defaults: S3Defaults;
  /** For suites that cannot move the clock: so many seconds count as a day of lifecycle rules; undefined for real days. */
  readonly s3LifecycleDaySeconds: number | undefined;
  /** Where the destinations of S3's events are: ARN or pattern to URL. */
  readonly eventTargets: EventTargets;
  /** Whether S3 seals objects that neither the request nor the bucket asks it to seal. */
  readonly s3BaseEncryption: BaseEncryption;
  /** When a write to the local record store is answered. */
  readonly durability: Durability;
  /** Accounts one organization may have: AWS's default of 10, or more. */
  readonly organizationAccountQuota: number;
}

/** What a command line or a test says; `ephemeral` takes the place of a data directory. */
export type ConfigOverrides = Partial<ServerConfig> & { readonly ephemeral?: boolean };

/** @throws {ConfigError} for the first value that cannot be used, with the remedy */
export function resolveConfig(overrides: ConfigOverrides, environment: Environment): ServerConfig {
  const env = (name: string): string | undefined => {
    const value = environment[name];
    return value === undefined || value === "" ? undefined : value;
  };
  const isEphemeral = overrides.ephemeral === true;
  const dataDir = isEphemeral ? undefined : (overrides.dataDir ?? env("LAKEBED_DATA_DIR") ?? DEFAULT_DATA_DIR);
  const config: ServerConfig = {
    host: overrides.host ?? env("LAKEBED_HOST") ?? "127.0.0.1",
    port: overrides.port ?? readPort(env("LAKEBED_PORT")),
    dataDir,
    records: overrides.records ?? readRecords(env("LAKEBED_RECORDS"), isEphemeral),
    blobs: overrides.blobs ?? readBlobs(env("LAKEBED_BLOBS"), isEphemeral),
    blobCredentials: overrides.blobCredentials ?? keyPair(env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY")),
    region: overrides.region ?? env("LAKEBED_REGION") ?? "us-east-1",
    tls: overrides.tls ?? env("LAKEBED_TLS") === "1",
    sigv2: overrides.sigv2 ?? env("LAKEBED_SIGV2") === "1",
    openCredentials: overrides.openCredentials ?? env("LAKEBED_OPEN_CREDENTIALS") === "1",
    allowPlainHttp: overrides.allowPlainHttp ?? false,
    logLevel: overrides.logLevel ?? readLogLevel(env("LAKEBED_LOG_LEVEL")),
    rootCredentials:
      overrides.rootCredentials ??
      readRootCredentials(env("LAKEBED_ROOT_ACCESS_KEY_ID"), env("LAKEBED_ROOT_SECRET_ACCESS_KEY")),
    accountId: overrides.accountId ?? env("LAKEBED_ACCOUNT_ID") ?? DEFAULT_ACCOUNT_ID,
    instanceMetadata:
      overrides.instanceMetadata ?? readInstanceMetadata(env("LAKEBED_INSTANCE_ROLE"), env("LAKEBED_IMDS_PORT")),
    rootKey: overrides.rootKey ?? env("LAKEBED_ROOT_KEY"),
    rootKeyPassphrase: overrides.rootKeyPassphrase ?? env("LAKEBED_ROOT_KEY_PASSPHRASE"),
    auditDataEvents: overrides.auditDataEvents ?? env("LAKEBED_AUDIT_DATA_EVENTS") === "1",
    strictPolicies: overrides.strictPolicies ?? env("LAKEBED_STRICT_POLICIES") === "1",
    seedPath: overrides.seedPath ?? env("LAKEBED_SEED"),
    s3BucketQuota: overrides.s3BucketQuota ?? readQuota(BUCKET_QUOTA, env(BUCKET_QUOTA.variable)),
    s3LifecycleDaySeconds: overrides.s3LifecycleDaySeconds ?? readDaySeconds(env("LAKEBED_S3_LIFECYCLE_DAY_SECONDS")),
    s3Defaults: overrides.s3Defaults ?? readS3Defaults(env("LAKEBED_S3_DEFAULTS")),
    eventTargets: overrides.eventTargets ?? readEventTargets(env("LAKEBED_EVENT_TARGETS")),
    s3BaseEncryption: overrides.s3BaseEncryption ?? readBaseEncryption(env("LAKEBED_S3_BASE_ENCRYPTION")),
    durability: overrides.durability ?? readDurability(env("LAKEBED_DURABILITY")),
    organizationAccountQuota:
      overrides.organizationAccountQuota ?? readQuota(ACCOUNT_QUOTA, env(ACCOUNT_QUOTA.variable)),
  };
  checkConfig(config);
  return config;
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new ConfigError(
      `the port (--port, LAKEBED_PORT) is ${JSON.stringify(text)}, which is no port: give a number from 0 to 65535`,
    );
  }
  return Number(text);
}

function readDaySeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 86_400) return Number(text);
  throw new ConfigError(`LAKEBED_S3_LIFECYCLE_DAY_SECONDS is ${JSON.stringify(text)}: give seconds from 1 to 86400`);
}

interface Quota {
  readonly variable: string;
  readonly things: string;
  readonly initial: number;
  readonly max: number;
}

const BUCKET_QUOTA: Quota = {
  variable: "LAKEBED_S3_BUCKET_QUOTA",
  things: "buckets",
  initial: S3_BUCKET_QUOTA_DEFAULT,
  max: S3_BUCKET_QUOTA_MAX,
};
const ACCOUNT_QUOTA: Quota = {
  variable: "LAKEBED_ORGANIZATION_ACCOUNT_QUOTA",
  things: "accounts",
  initial: ACCOUNT_QUOTA_DEFAULT,
  max: ACCOUNT_QUOTA_MAX,
};

function readQuota({ variable, things, initial, max }: Quota, text: string | undefined): number {
  if (text === undefined) return initial;
  const quota = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (quota < 1 || quota > max)
    throw new ConfigError(`${variable} is ${JSON.stringify(text)}: give a number of ${things} from 1 to ${max}`);
  return quota;
}

function readRecords(text: string | undefined, isEphemeral: boolean): RecordsConfig {
  if (text === undefined) return isEphemeral ? "memory" : "lmdb";
  if (text === "memory" || text === "lmdb") return text;
  if (text.startsWith("postgresql://") || text.startsWith("postgres://")) return text as RecordsConfig;
  throw new ConfigError("--records (LAKEBED_RECORDS) names no record store: give memory, lmdb or a postgresql:// URL");
}

function readBlobs(text: string | undefined, isEphemeral: boolean): BlobsConfig {
  if (text === undefined) return isEphemeral ? "memory" : "filesystem";
  if (text === "memory" || text === "filesystem") return text;
  if (text.startsWith("s3://")) return text as BlobsConfig;
  throw new ConfigError("--blobs (LAKEBED_BLOBS) names no blob store: give memory, filesystem or an s3:// URL");
}

function readLogLevel(text: string | undefined): LogLevel {
  if (text === undefined) return "info";
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level === undefined)
    throw new ConfigError(
      `the log level (--log-level, LAKEBED_LOG_LEVEL) is ${JSON.stringify(text)}: give one of ${LOG_LEVELS.join(", ")}`,
    );
  return level;
}

function readS3Defaults(text: string | undefined): S3Defaults {
  if (text === undefined) return "2026";
  const defaults = S3_DEFAULTS.find((candidate) => candidate === text);
  if (defaults === undefined)
    throw new ConfigError(
      `the defaults of S3 buckets (--s3-defaults, LAKEBED_S3_DEFAULTS) are ${JSON.stringify(text)}: give ${S3_DEFAULTS.join(" or ")}`,
    );
  return defaults;
}

function readBaseEncryption(text: string | undefined): BaseEncryption {
  if (text === undefined) return "off";
  const base = BASE_ENCRYPTIONS.find((candidate) => candidate === text);
  if (base === undefined)
    throw new ConfigError(
      `the base encryption of S3 (--s3-base-encryption, LAKEBED_S3_BASE_ENCRYPTION) is ${JSON.stringify(text)}: give ${BASE_ENCRYPTIONS.join(" or ")}`,
    );
  return base;
}

function readDurability(text: string | undefined): Durability {
  if (text === undefined) return "group";
  const durability = DURABILITIES.find((candidate) => candidate === text);
  if (durability === undefined)
    throw new ConfigError(
      `the durability (--durability, LAKEBED_DURABILITY) is ${JSON.stringify(text)}: give ${DURABILITIES.join(", ")}`,
    );
  return durability;
}

function keyPair(accessKeyId: string | undefined, secretAccessKey: string | undefined): KeyPair | undefined {
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
}

function readRootCredentials(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
): KeyPair | undefined {
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError(
      "LAKEBED_ROOT_ACCESS_KEY_ID and LAKEBED_ROOT_SECRET_ACCESS_KEY go together: set both or neither",
    );
  }
  return keyPair(accessKeyId, secretAccessKey);
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

function checkConfig(config: ServerConfig): void {
  if (!Number.isInteger(config.port) || config.port < 0 || config.port > 65_535) {
    throw new ConfigError(`${config.port} is no port: give a number from 0 to 65535`);
  }
  if (!(AWS_REGIONS as readonly string[]).includes(config.region)) {
    throw new ConfigError(`${JSON.stringify(config.region)} is no AWS Region: give one such as us-east-1`);
  }
  if (!/^\d{12}$/.test(config.accountId))
    throw new ConfigError("the account id must have exactly 12 digits: correct LAKEBED_ACCOUNT_ID");
  const { rootCredentials } = config;
  if (rootCredentials !== undefined && !/^\w{3,128}$/.test(rootCredentials.accessKeyId)) {
    throw new ConfigError(
      "the root access key id must have 3 to 128 letters, digits or underscores: correct LAKEBED_ROOT_ACCESS_KEY_ID",
    );
  }
  if (rootCredentials !== undefined && rootCredentials.secretAccessKey.length < 8) {
    throw new ConfigError(
      "the root secret access key must have at least 8 characters: correct LAKEBED_ROOT_SECRET_ACCESS_KEY",
    );
  }
  if (config.blobs.startsWith("s3://") && config.blobCredentials === undefined) {
    throw new ConfigError("blobs on another S3 need its keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }
  if (config.dataDir === undefined && (config.records === "lmdb" || config.blobs === "filesystem")) {
    throw new ConfigError("an ephemeral server keeps no files: leave --records and --blobs away, or --ephemeral");
  }
  if (isLoopback(config.host)) return;
  if (config.openCredentials) {
    throw new ConfigError(
      `open credentials would let everybody who reaches ${config.host} do everything: listen on 127.0.0.1, or leave --open-credentials away`,
    );
  }
  if (!config.tls && !config.allowPlainHttp) {
    throw new ConfigError(
      `${config.host} is reachable from other machines, and without TLS they could read everything: add --tls, or listen on 127.0.0.1`,
    );
  }
}
