/**
 * One file's layout from a bounded sample of its bytes: the head of text, the head of what a gzip file holds, the footer of Parquet.
 */
import { constants, createGunzip } from "node:zlib";
import type { Caller } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import { PARQUET_FOOTER_BYTES_MAX, SAMPLE_BYTES_MAX, SNIFF_BYTES } from "../limits.ts";
import type { CpuSlices } from "./cpu-slices.ts";
import { inferCsv } from "./csv-schema.ts";
import type { FileLayout, FileVerdict } from "./file-layout.ts";
import { inferJson } from "./json-schema.ts";
import type { CrawlFile } from "./list-target.ts";
import { inferParquet } from "./parquet-schema.ts";
import { decodeText, foreignFormat, sniffFormat } from "./sniff-format.ts";

export interface SampleSource {
  readonly objects: ObjectStore;
  readonly caller: Caller;
  readonly bucket: string;
  readonly slices: CpuSlices;
  readonly signal: AbortSignal;
}

/** Bytes of text at the head of a file. */
interface TextSample {
  readonly bytes: Uint8Array;
  /** Whether these are all of the file's bytes. */
  readonly isWhole: boolean;
  /** How many times the sample the file is, about. */
  readonly factor: number;
  readonly compression: "none" | "gzip";
}

/** A file that is gone or unreadable as data is no error of the crawl: the verdict says why it is left out. */
export async function sampleFile(source: SampleSource, file: CrawlFile): Promise<FileVerdict> {
  try {
    return await classify(source, file);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchKey")
      return { unclassified: "it was deleted during the crawl" };
    throw error;
  }
}

async function classify(source: SampleSource, file: CrawlFile): Promise<FileVerdict> {
  const head = await readRange(source, file, 0, SNIFF_BYTES);
  switch (sniffFormat(head)) {
    case "parquet":
      return classifyParquet(source, file);
    case "gzip":
      return classifyGzip(source, file);
    case "json":
    case "text": {
      const bytes = file.sizeBytes <= SNIFF_BYTES ? head : await readRange(source, file, 0, SAMPLE_BYTES_MAX);
      return classifyText(source, {
        bytes,
        isWhole: bytes.length >= file.sizeBytes,
        factor: file.sizeBytes / bytes.length,
        compression: "none",
      });
    }
    case "unknown":
      return { unclassified: foreignFormat(head) ?? "it is neither text nor a known format" };
  }
}

async function classifyGzip(source: SampleSource, file: CrawlFile): Promise<FileVerdict> {
  const packed = await readRange(source, file, 0, SAMPLE_BYTES_MAX);
  const inflated = await gunzipHead(packed);
  if (inflated === undefined || inflated.bytes.length === 0) return { unclassified: "its gzip data is damaged" };
  const isWhole = inflated.isWhole && packed.length >= file.sizeBytes;
  return classifyText(source, {
    bytes: inflated.bytes,
    isWhole,
    factor: isWhole ? 1 : file.sizeBytes / packed.length,
    compression: "gzip",
  });
}

async function classifyText(source: SampleSource, sample: TextSample): Promise<FileVerdict> {
  const format = sniffFormat(sample.bytes);
  const text = format === "json" || format === "text" ? decodeText(sample.bytes) : undefined;
  if (text === undefined)
    return { unclassified: foreignFormat(sample.bytes) ?? "it is neither text nor a known format" };
  if (format === "json") {
    const json = await source.slices.run(inferJson(text), source.signal);
    if (json !== undefined) return textLayout("json", sample, { ...json, textLength: text.length });
  }
  const csv = await source.slices.run(inferCsv(text, sample.isWhole), source.signal);
  if (csv === undefined)
    return {
      unclassified: format === "json" ? "its JSON has no whole object in the sample" : "its text has no columns",
    };
  return { ...textLayout("csv", sample, { ...csv, textLength: text.length }), csv: csv.dialect };
}

interface Inferred {
  readonly columns: FileLayout["columns"];
  readonly recordCount: number;
  readonly length: number;
  readonly textLength: number;
}

function textLayout(classification: "csv" | "json", sample: TextSample, inferred: Inferred): FileLayout {
  const covered = sample.isWhole || inferred.length === 0 ? 1 : inferred.textLength / inferred.length;
  const recordCount = Math.round(inferred.recordCount * covered * sample.factor);
  return { classification, compression: sample.compression, columns: inferred.columns, recordCount };
}

async function classifyParquet(source: SampleSource, file: CrawlFile): Promise<FileVerdict> {
  const tail = await readRange(source, file, Math.max(0, file.sizeBytes - SNIFF_BYTES), file.sizeBytes);
  const length =
    tail.length < 8 ? 0 : new DataView(tail.buffer, tail.byteOffset + tail.length - 8, 4).getUint32(0, true);
  if (length === 0 || length + 8 > Math.min(file.sizeBytes, PARQUET_FOOTER_BYTES_MAX))
    return { unclassified: "its Parquet footer is damaged" };
  const footer =
    length + 8 <= tail.length ? tail : await readRange(source, file, file.sizeBytes - length - 8, file.sizeBytes);
  const parquet = inferParquet(footer);
  if (parquet === undefined) return { unclassified: "its Parquet footer is damaged" };
  return { classification: "parquet", compression: "none", ...parquet };
}

async function readRange(
  source: SampleSource,
  file: CrawlFile,
  startBytes: number,
  endBytes: number,
): Promise<Uint8Array> {
  source.signal.throwIfAborted();
  const range = { startBytes, endBytes: Math.min(endBytes, file.sizeBytes) };
  const bytes = new Uint8Array(range.endBytes - range.startBytes);
  let filled = 0;
  for await (const chunk of await source.objects.read(source.caller, source.bucket, file.key, range)) {
    bytes.set(chunk.subarray(0, bytes.length - filled), filled);
    filled = Math.min(bytes.length, filled + chunk.length);
  }
  return bytes.subarray(0, filled);
}

/** At most `SAMPLE_BYTES_MAX` bytes of what the file holds, whatever a small file may unpack to. Undefined when it is damaged from the start. */
async function gunzipHead(packed: Uint8Array): Promise<{ bytes: Uint8Array; isWhole: boolean } | undefined> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  gunzip.end(packed);
  const chunks: Uint8Array[] = [];
  let total = 0;
  let isWhole = true;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      total += chunk.length;
      isWhole = total < SAMPLE_BYTES_MAX;
      if (!isWhole) break;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    if (total === 0) return undefined;
    isWhole = false;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, SAMPLE_BYTES_MAX), isWhole };
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}
