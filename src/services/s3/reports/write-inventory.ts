/**
 * Writes one inventory report: gzipped CSV files, a symlink file for Hive, the manifest, and last the manifest's checksum, so that whoever sees the checksum sees a whole
 * report. Pages are read one after the other; what changes meanwhile may or may not be in it, as on AWS (storage-inventory.html: "eventually consistent").
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html (read 2026-11-29)
 */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Caller } from "../../../auth/principal.ts";
import type { CanonicalUserIds } from "../../../kit/canonical-user-id.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { bucketArn } from "../arns.ts";
import type { Start } from "../listing/list-page.ts";
import { objectSource, type VersionItem, versionSource } from "../listing/sources.ts";
import { afterPrefix } from "../listing/utf8-order.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { tieringConfigurations } from "../tiering/tiering-record.ts";
import type { Inventory } from "./inventory.ts";
import { columnNames, csvRow, type InventoryRow, type RowContext, rowValues } from "./inventory-fields.ts";
import { clearScratch, jsonRow, parquetSchema, type ParquetWriting, putParquet } from "./parquet-inventory.ts";
import { INVENTORY_FILE_ROWS, INVENTORY_PAGE } from "./report-limits.ts";

export interface InventoryWriting extends ParquetWriting {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly objects: () => Promise<ObjectStore>;
  readonly canonicalUserIds: CanonicalUserIds;
}

interface Report {
  readonly bucket: BucketRecord;
  readonly inventory: Inventory;
  readonly signal: AbortSignal;
}

interface ReportFile {
  readonly key: string;
  readonly size: number;
  readonly MD5checksum: string;
}

/** @throws {ServiceError} of the destination: NoSuchBucket, AccessDenied */
export async function writeInventory(writing: InventoryWriting, report: Report): Promise<void> {
  const { bucket, inventory } = report;
  const startedMs = writing.runtime.clock.nowMs();
  const store = await writing.objects();
  const { prefix, bucket: target } = inventory.destination;
  const folder = `${prefix === undefined || prefix === "" ? "" : `${prefix}/`}${bucket.name}/${inventory.id}/`;
  const caller = deliveryCaller(bucket);
  const put = (name: string, text: string, type: string): Promise<unknown> =>
    store.put(caller, target, folder + name, Buffer.from(text), type);

  const files = await writeFiles(writing, report, { store, caller, target, folder });
  const time = new Date(startedMs).toISOString();
  const [day, hour, minute] = [time.slice(0, 10), time.slice(11, 13), time.slice(14, 16)];
  const links = files.map(({ key }) => `s3://${target}/${key}`).join("\n");
  await put(`hive/dt=${day}-${hour}-${minute}/symlink.txt`, `${links}\n`, "text/plain");
  const manifest = JSON.stringify({
    sourceBucket: bucket.name,
    destinationBucket: bucketArn(target),
    version: "2016-11-30",
    creationTimestamp: String(startedMs),
    fileFormat: inventory.destination.format ?? "CSV",
    fileSchema: isParquet(inventory) ? parquetSchema(columnNames(inventory)) : columnNames(inventory).join(", "),
    files,
  });
  const run = `${day}T${hour}-${minute}Z`;
  await put(`${run}/manifest.json`, manifest, "application/json");
  await put(`${run}/manifest.checksum`, createHash("md5").update(manifest).digest("hex"), "text/plain");
}

/** AWS: the destination's policy lets `s3.amazonaws.com` put objects for this source (configure-inventory.html). */
function deliveryCaller({ name, accountId, region }: BucketRecord): Caller {
  return {
    principal: { type: "service", service: "s3.amazonaws.com", accountId },
    accountId,
    region,
    conditions: {
      "s3:x-amz-acl": "bucket-owner-full-control",
      "aws:SourceArn": bucketArn(name),
      "aws:SourceAccount": accountId,
    },
  };
}

interface Place {
  readonly store: ObjectStore;
  readonly caller: Caller;
  readonly target: string;
  readonly folder: string;
}

/** At least one file, also for an empty bucket. */
async function writeFiles(writing: InventoryWriting, report: Report, place: Place): Promise<ReportFile[]> {
  const rows = rowsOf(writing, report);
  const files: ReportFile[] = [];
  let isDone = false;
  async function* text(): AsyncGenerator<string> {
    for (let count = 0; count < INVENTORY_FILE_ROWS; count++) {
      const row = await rows.next();
      if (row.done === true) {
        isDone = true;
        return;
      }
      yield row.value;
    }
  }
  const { inventory, signal } = report;
  if (isParquet(inventory)) await clearScratch(writing);
  while (!isDone) {
    if (isParquet(inventory)) {
      const key = `${place.folder}data/${writing.runtime.ids.uuid()}.parquet`;
      const target = { ...place, bucket: place.target, key, names: columnNames(inventory), signal };
      files.push({ key, ...(await putParquet(writing, encoded(text()), target)) });
      continue;
    }
    const key = `${place.folder}data/${writing.runtime.ids.uuid()}.csv.gz`;
    const hash = createHash("md5");
    const zipped = pipeline(Readable.from(text()), createGzip(), () => {});
    const body = observed(zipped, (chunk) => hash.update(chunk));
    const { sizeBytes } = await place.store.put(place.caller, place.target, key, body, "application/gzip");
    files.push({ key, size: sizeBytes, MD5checksum: hash.digest("hex") });
  }
  return files;
}

function isParquet({ destination }: Inventory): boolean {
  return destination.format === "Parquet";
}

/** Lines as bytes, some at a time. */
async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting: string[] = [];
  for await (const line of lines) {
    if (waiting.push(line) < ENCODED_LINES) continue;
    yield Buffer.from(waiting.join(""));
    waiting = [];
  }
  yield Buffer.from(waiting.join(""));
}

const ENCODED_LINES = 500;

async function* observed(
  chunks: AsyncIterable<Uint8Array>,
  observe: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    observe(chunk);
    yield chunk;
  }
}

async function* rowsOf(writing: InventoryWriting, { bucket, inventory, signal }: Report): AsyncGenerator<string> {
  const { records, runtime, canonicalUserIds } = writing;
  const tierings = await records.read((reader) => tieringConfigurations.read(reader, bucket)?.list ?? []);
  const context: RowContext = { bucket, tierings, canonicalUserIds, nowMs: runtime.clock.nowMs() };
  const names = columnNames(inventory);
  const line = (values: readonly string[]): string => (isParquet(inventory) ? jsonRow(names, values) : csvRow(values));
  const prefix = inventory.filterPrefix ?? "";
  let start: Start<VersionItem> = prefix;
  while (!signal.aborted) {
    const items = await pageOf(writing, { bucket, inventory, start, end: afterPrefix(prefix) });
    for (const item of items) {
      const row = rowOf(item);
      if (row !== undefined) yield line(rowValues(row, inventory, context));
    }
    const last = items.at(-1);
    if (last === undefined || items.length < INVENTORY_PAGE) return;
    start = last;
  }
  throw new DOMException("the server stops", "AbortError");
}

interface Page {
  readonly bucket: BucketRecord;
  readonly inventory: Inventory;
  readonly start: Start<VersionItem>;
  readonly end: string | undefined;
}

function pageOf(
  { records }: InventoryWriting,
  { bucket, inventory, start, end }: Page,
): Promise<readonly VersionItem[]> {
  return records.read((reader) => {
    if (inventory.includesVersions) return versionSource(reader, bucket).read(start, { count: INVENTORY_PAGE, end });
    const source = objectSource(reader, bucket.name);
    const items = source.read(start as Start<never>, { count: INVENTORY_PAGE, end });
    return items.map(({ key, version }) => ({ key, version, sequence: version.sequence, isLatest: true }));
  });
}

function rowOf({ key, version, isLatest = false }: VersionItem): InventoryRow | undefined {
  return version === undefined ? undefined : { key, version, isLatest };
}
