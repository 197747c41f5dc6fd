/** Removing a bucket with everything in it, page by page over the API, as every client could. */
import type { ListObjectVersionsOutput, ObjectIdentifier, S3Client } from "@aws-sdk/client-s3";
import type { ServerConfig } from "../app/config.ts";
import type { Environment } from "../runtime/environment.ts";
import { awsVariables, endpointOf } from "./exports.ts";
import type { Terminal } from "./terminal.ts";

export interface Removal {
  readonly config: ServerConfig;
  readonly environment: Environment;
  readonly bucket: string;
  /** Empties it first. */
  readonly isForced: boolean;
}

/** Entries between two lines of progress. */
const PROGRESS_STEP = 10_000;

/** The exit code. */
export async function removeBucketForGood(
  { config, environment, bucket, isForced }: Removal,
  terminal: Terminal,
): Promise<number> {
  const { DeleteBucketCommand, S3Client: Client, S3ServiceException } = await import("@aws-sdk/client-s3");
  const client = new Client({
    endpoint: endpointOf(config),
    region: config.region,
    credentials: keysOf(config, environment),
    forcePathStyle: true,
    followRegionRedirects: true,
  });
  try {
    const kept = isForced ? await emptyBucket(client, bucket, terminal) : [];
    if (kept.length > 0) {
      const what = kept.length === 1 ? "1 version" : `${kept.length.toLocaleString("en")} versions`;
      terminal.err(`lakebed s3: ${what} could not be removed, the first one: ${kept[0] ?? ""}\n`);
      return 1;
    }
    await client.send(new DeleteBucketCommand({ Bucket: bucket }));
    terminal.out(`removed ${bucket}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const hint = error.name === "BucketNotEmpty" ? "; --force removes what is in it, versions too" : "";
    terminal.err(`lakebed s3: ${error.name}: ${error.message}${hint}\n`);
    return 1;
  } finally {
    client.destroy();
  }
}

function keysOf(config: ServerConfig, environment: Environment): { accessKeyId: string; secretAccessKey: string } {
  try {
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = awsVariables(config);
    return { accessKeyId, secretAccessKey };
  } catch (error) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
    if (accessKeyId === undefined || secretAccessKey === undefined) throw error;
    return { accessKeyId, secretAccessKey };
  }
}

/** Resolves with what could not be removed, as text. */
async function emptyBucket(client: S3Client, bucket: string, terminal: Terminal): Promise<string[]> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  const kept: string[] = [];
  let removed = 0;
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...next }),
    );
    const Objects = entriesOf(page);
    if (Objects.length > 0) {
      const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await client.send(command);
      for (const { Key, Code, Message } of Errors) kept.push(`${Key ?? ""}: ${Code ?? ""}: ${Message ?? ""}`);
      const before = removed;
      removed += Objects.length - Errors.length;
      if (Math.floor(before / PROGRESS_STEP) < Math.floor(removed / PROGRESS_STEP))
        terminal.out(`${entries(removed)} removed\n`);
    }
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    next = IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
  }
  if (removed > 0) terminal.out(`${entries(removed)} removed in all\n`);
  return kept;
}

function entries(count: number): string {
  return count === 1 ? "1 version or delete marker" : `${count.toLocaleString("en")} versions and delete markers`;
}

function entriesOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsOutput): ObjectIdentifier[] {
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}
