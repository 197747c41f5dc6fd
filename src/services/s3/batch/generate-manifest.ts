/**
 * Makes the list of a job's objects out of a bucket and a filter, and writes it down where the job asks for that: gzipped CSV files and a manifest.json, as an inventory has them.
 *
 * AWS: replication jobs list all versions (s3-batch-replication-batch.html); others the current ones with their version ids (assumed).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3JobManifestGenerator.html (read 2026-11-29; the names of the written files are assumed)
 */
import { gzipSync } from "node:zlib";
import type { S3GeneratedManifestDescriptor, S3JobManifestGenerator } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { streamOf } from "../../../kit/http.ts";
import { bucketArn, objectArn } from "../arns.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import { objectSource, type VersionItem, versionSource } from "../listing/sources.ts";
import type { Start } from "../listing/list-page.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { type Batch, callS3 } from "./batch.ts";
import { GENERATED_FILE_ROWS, GENERATED_PAGE, SPOOLED_CHUNKS } from "./batch-limits.ts";
import { JobFailed } from "./batch-errors.ts";
import { csvLine } from "./csv.ts";
import type { JobRecord } from "./job-record.ts";
import { compileFilter, type ObjectFilter } from "./object-filter.ts";
import { bucketOfArn } from "./parse-job.ts";
import { readChunks, type Task } from "./spool.ts";
import { encodeKey } from "./task-result.ts";

export interface Generating {
  readonly generator: S3JobManifestGenerator;
  readonly job: JobRecord;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {JobFailed} for a bucket that the role may not list, and when nothing matches */
export async function* generateTasks(batch: Batch, generating: Generating): AsyncGenerator<Task> {
  const { signal } = generating;
  const { bucket, filter } = await open(batch, generating);
  const isOfVersions = generating.job.request.Operation?.S3ReplicateObject !== undefined;
  let start: Start<VersionItem> = "";
  let found = 0;
  for (;;) {
    signal.throwIfAborted();
    const page = { bucket, start, isOfVersions };
    const { items, matching } = await batch.records.read((reader) => {
      const read = readPage(reader, page);
      return { items: read, matching: read.filter(filter) };
    });
    for (const { key, version } of matching) {
      found += 1;
      const isVersioned = bucket.versioning !== "off";
      yield isVersioned ? [bucket.name, key, version?.versionId ?? ""] : [bucket.name, key];
    }
    const last = items.at(-1);
    if (last === undefined || items.length < GENERATED_PAGE) break;
    start = last;
  }
  if (found > 0) return;
  // AWS: in these words (troubleshooting-batch-operations.html).
  const message = "Manifest generation found no keys matching the filter criteria.";
  throw new JobFailed("ManifestGenerationFailed", message);
}

async function open(
  batch: Batch,
  { generator, caller, job }: Generating,
): Promise<{ readonly bucket: BucketRecord; readonly filter: ObjectFilter }> {
  const name = bucketOfArn(generator.SourceBucket, "The source of the manifest");
  const replicates = job.request.Operation?.S3ReplicateObject !== undefined;
  const actions = ["s3:PutInventoryConfiguration", ...(replicates ? ["s3:GetReplicationConfiguration"] : [])];
  try {
    // AWS: what the role needs for generated manifests (batch-ops-iam-role-policies.html).
    const checks = actions.map((action) => ({ action, resource: bucketArn(name) }));
    await batch.authorizer.authorize(caller, checks, "s3");
    return await batch.records.read((reader) => {
      const bucket = openBucketAnywhere(reader, name, generator.ExpectedBucketOwner);
      if (bucket.region !== job.region) throw new JobFailed("InvalidRequest", "The source bucket is in another Region");
      return { bucket, filter: compileFilter(reader, bucket, { filter: generator.Filter, replicates }) };
    });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    throw new JobFailed(error.code, `The manifest cannot be generated: ${error.message}`);
  }
}

function readPage(
  reader: Reader,
  {
    bucket,
    start,
    isOfVersions,
  }: { readonly bucket: BucketRecord; readonly start: Start<VersionItem>; readonly isOfVersions: boolean },
): readonly VersionItem[] {
  const span = { count: GENERATED_PAGE, end: undefined };
  if (isOfVersions) return versionSource(reader, bucket).read(start, span);
  const items = objectSource(reader, bucket.name).read(start as Start<never>, span);
  return items.map(({ key, version }) => ({ key, version, sequence: version.sequence, isLatest: true }));
}

/** Writes down the tasks that were laid ready. @throws {JobFailed} when the role may not */
export async function writeManifest(
  batch: Batch,
  generating: Generating,
): Promise<S3GeneratedManifestDescriptor | undefined> {
  const { generator, job, caller, signal } = generating;
  const location = generator.ManifestOutputLocation;
  if (!generator.EnableManifestOutput || location === undefined) return undefined;
  const bucket = bucketOfArn(location.Bucket, "The bucket of the generated manifest");
  const prefix = location.ManifestPrefix;
  const folder = `${prefix === undefined || prefix === "" ? "" : `${prefix}/`}job-${job.id}/`;
  const { SSES3: sealed, SSEKMS: kms } = location.ManifestEncryption ?? {};
  const encryption =
    kms === undefined
      ? { ServerSideEncryption: sealed === undefined ? undefined : ("AES256" as const) }
      : { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kms.KeyId };
  const put = async (key: string, body: Uint8Array): Promise<string> => {
    const owner = location.ExpectedManifestBucketOwner;
    const input = { Bucket: bucket, Key: key, Body: streamOf(body), ExpectedBucketOwner: owner, ...encryption };
    const call = { caller, signal, operation: "PutObject", input, bodyBytes: body.length } as const;
    return (await callS3(batch, call)).ETag ?? "";
  };
  try {
    const { files, isVersioned } = await writeFiles(batch, job, (index, body) =>
      put(`${folder}data/${index}.csv.gz`, body),
    );
    const manifest = Buffer.from(
      JSON.stringify({
        sourceBucket: bucketOfArn(generator.SourceBucket, ""),
        destinationBucket: bucketArn(bucket),
        version: "2021-11-30",
        creationTimestamp: String(job.createdMs),
        fileFormat: "CSV",
        fileSchema: isVersioned ? "Bucket, Key, VersionId" : "Bucket, Key",
        files: files.map(({ index, ...file }) => ({ key: `${folder}data/${index}.csv.gz`, ...file })),
      }),
    );
    const key = `${folder}manifest.json`;
    const etag = await put(key, manifest);
    const Location = { ObjectArn: objectArn(bucket, key), ETag: etag.replaceAll('"', "") };
    return { Format: "S3InventoryReport_CSV_20211130", Location };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    throw new JobFailed(error.code, `The generated manifest cannot be written: ${error.message}`);
  }
}

interface WrittenFile {
  readonly index: number;
  readonly size: number;
  readonly MD5checksum: string;
}

async function writeFiles(
  batch: Batch,
  { id }: JobRecord,
  put: (index: number, body: Uint8Array) => Promise<string>,
): Promise<{ readonly files: readonly WrittenFile[]; readonly isVersioned: boolean }> {
  const files: WrittenFile[] = [];
  let lines: string[] = [];
  let isVersioned = false;
  const write = async (): Promise<void> => {
    const body = gzipSync(lines.join(""));
    const index = files.length + 1;
    files.push({ index, size: body.length, MD5checksum: (await put(index, body)).replaceAll('"', "") });
    lines = [];
  };
  let after: number | undefined;
  for (;;) {
    const from = after;
    const chunks = await batch.records.read((reader) => readChunks(reader, id, from, SPOOLED_CHUNKS));
    for (const { tasks } of chunks) {
      isVersioned ||= tasks.some((task) => task.length > 2);
      for (const [bucket, key, versionId] of tasks)
        lines.push(csvLine([bucket, encodeKey(key), ...(versionId === undefined ? [] : [versionId])]));
    }
    if (lines.length >= GENERATED_FILE_ROWS) await write();
    after = chunks.at(-1)?.index;
    if (after === undefined) break;
  }
  if (lines.length > 0 || files.length === 0) await write();
  return { files, isVersioned };
}
