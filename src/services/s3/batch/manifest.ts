/**
 * The tasks of a manifest, row by row: a CSV list of objects, or an inventory report by its manifest.json. Read as the job's role, and only as long as it is what the job was made
 * for (its ETag).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest (read 2026-11-29)
 */
import { createGunzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import type { JobManifest } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { parseArn } from "../../../kit/arn.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { streamOf } from "../../../kit/http.ts";
import { type Batch, callS3 } from "./batch.ts";
import { INVENTORY_MANIFEST_BYTES_MAX } from "./batch-limits.ts";
import { invalidManifest, JobFailed } from "./batch-errors.ts";
import { csvRows } from "./csv.ts";
import type { Task } from "./spool.ts";
import { KEY_BYTES_MAX } from "../limits.ts";

export interface ManifestReading {
  readonly manifest: JobManifest;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {JobFailed} for a manifest that cannot be read or understood */
export function readManifest(batch: Batch, reading: ManifestReading): AsyncGenerator<Task> {
  const isInventory = reading.manifest.Spec?.Format === "S3InventoryReport_CSV_20161130";
  return isInventory ? inventoryTasks(batch, reading) : csvTasks(batch, reading);
}

async function* csvTasks(batch: Batch, reading: ManifestReading): AsyncGenerator<Task> {
  const { bytes, encryption } = await open(batch, reading, locationOf(reading.manifest));
  // AWS: CSV manifests that are sealed with KMS keys are not supported; inventories are (the page above).
  if (encryption?.startsWith("aws:kms") === true)
    throw invalidManifest("CSV manifest files that are encrypted with AWS KMS keys are not supported");
  yield* tasksOf(bytes, reading.manifest.Spec?.Fields ?? []);
}

interface Location {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

function locationOf({ Location: location }: JobManifest): Location {
  const resource = parseArn(location?.ObjectArn ?? "")?.resource ?? "";
  const slash = resource.indexOf("/");
  return {
    bucket: resource.slice(0, slash),
    key: resource.slice(slash + 1),
    versionId: location?.ObjectVersionId,
    etag: location?.ETag,
  };
}

interface Opened {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly encryption: string | undefined;
}

async function open(batch: Batch, { caller, signal }: ManifestReading, location: Location): Promise<Opened> {
  const { bucket, key, versionId, etag } = location;
  const input = { Bucket: bucket, Key: key, VersionId: versionId, IfMatch: etag };
  try {
    const found = await callS3(batch, { caller, signal, operation: "GetObject", input });
    const { Body: body } = found;
    const bytes = body instanceof Uint8Array ? streamOf(body) : (body ?? streamOf(new Uint8Array(0)));
    return { bytes, encryption: found.ServerSideEncryption };
  } catch (error) {
    throw unreadable(error);
  }
}

/** AWS: "Reading the manifest is forbidden: AccessDenied" (troubleshooting-batch-operations.html). */
function unreadable(error: unknown): unknown {
  if (!(error instanceof ServiceError) || error.status >= 500) return error;
  if (error.status === 403) return new JobFailed("AccessDenied", "Reading the manifest is forbidden: AccessDenied");
  if (error.code === "PreconditionFailed")
    return new JobFailed("PreconditionFailed", "The ETag of the manifest is not the one that the job was made for");
  return new JobFailed(error.code, `The manifest cannot be read: ${error.message}`);
}

interface InventoryManifest {
  readonly destinationBucket?: unknown;
  readonly fileFormat?: unknown;
  readonly fileSchema?: unknown;
  readonly files?: unknown;
}

async function* inventoryTasks(batch: Batch, reading: ManifestReading): AsyncGenerator<Task> {
  const { bytes } = await open(batch, reading, locationOf(reading.manifest));
  const { bucket, fields, keys } = parseInventoryManifest(await textOf(bytes));
  for (const key of keys) {
    const file = await open(batch, reading, { bucket, key });
    yield* tasksOf(gunzipped(file.bytes), fields);
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > INVENTORY_MANIFEST_BYTES_MAX) throw invalidManifest("The inventory's manifest.json is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseInventoryManifest(text: string): {
  readonly bucket: string;
  readonly fields: readonly string[];
  readonly keys: readonly string[];
} {
  const found = parseJson(text);
  const { destinationBucket, fileFormat, fileSchema, files } = found ?? {};
  const bucket = parseArn(String(destinationBucket))?.resource;
  if (bucket === undefined || !Array.isArray(files) || typeof fileSchema !== "string")
    throw invalidManifest("Invalid Manifest Content: this is no manifest.json of an inventory");
  // AWS: "Must be a CSV-formatted Amazon S3 Inventory report" (the page above).
  if (fileFormat !== "CSV")
    throw invalidManifest(`Invalid Manifest Content: the inventory is written as ${String(fileFormat)}, not as CSV`);
  const keys = files.map((file: unknown) => (file as { readonly key?: unknown } | null)?.key);
  if (!keys.every((key): key is string => typeof key === "string"))
    throw invalidManifest("Invalid Manifest Content: a file has no key");
  const fields = fileSchema.split(",").map((name) => name.trim());
  return { bucket, fields, keys };
}

function parseJson(text: string): InventoryManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pipeline(Readable.from(bytes), createGunzip(), () => {}) as AsyncIterable<Uint8Array>;
  } catch (error) {
    // zlib's own codes; what reading throws passes through.
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_") === true)
      throw invalidManifest("Invalid Manifest Content: a file of the inventory is not gzipped");
    throw error;
  }
}

async function* tasksOf(bytes: AsyncIterable<Uint8Array>, fields: readonly string[]): AsyncGenerator<Task> {
  const [bucketAt, keyAt, versionAt] = [fields.indexOf("Bucket"), fields.indexOf("Key"), fields.indexOf("VersionId")];
  if (bucketAt < 0 || keyAt < 0) throw invalidManifest("Required fields are missing in the schema: + Bucket, Key");
  let line = 0;
  for await (const values of csvRows(bytes)) {
    line += 1;
    const [bucket = "", key = ""] = [values[bucketAt], values[keyAt]];
    if (values.length !== fields.length || bucket === "" || key === "")
      throw invalidManifest(`Manifest file is not properly formatted: row ${line} is not what the schema says`);
    const decoded = decodeKey(key, line);
    yield versionAt < 0 ? [bucket, decoded] : [bucket, decoded, values[versionAt] ?? ""];
  }
}

/** Keys are URL-encoded; a plus sign is a space, as in copy sources (assumed). */
function decodeKey(key: string, line: number): string {
  try {
    const decoded = decodeURIComponent(key.replaceAll("+", " "));
    if (Buffer.byteLength(decoded) <= KEY_BYTES_MAX) return decoded;
  } catch {
    // Said below.
  }
  throw invalidManifest(`Invalid object key format: row ${line}`);
}
