/**
 * Step 1: the raw zone. Files go up as they are; the large one in parts, as the AWS CLI would send it.
 */
import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  CURATED_BUCKET,
  MULTIPART_THRESHOLD_BYTES,
  PART_BYTES,
  RAW_BUCKET,
  RAW_FILES,
  type RawFile,
  RESULTS_BUCKET,
} from "./demo-layout.ts";
import { formatBytes, type StepFigures } from "./demo-report.ts";

/** The folder with the raw files, inside the installed `vega-datasets` package. */
export function rawDataFolder(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  return join(dirname(dirname(entry)), "data");
}

async function createBuckets(s3: S3Client): Promise<void> {
  for (const bucket of [RAW_BUCKET, CURATED_BUCKET, RESULTS_BUCKET]) {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}

async function readPart(file: FileHandle, offsetBytes: number, sizeBytes: number): Promise<Uint8Array> {
  const part = new Uint8Array(sizeBytes);
  const { bytesRead } = await file.read(part, 0, sizeBytes, offsetBytes);
  return part.subarray(0, bytesRead);
}

async function uploadInParts(s3: S3Client, path: string, raw: RawFile, update: (text: string) => void): Promise<void> {
  const target = { Bucket: RAW_BUCKET, Key: raw.key };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...target, ContentType: raw.contentType, ChecksumAlgorithm: "CRC32" }),
  );
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const parts: CompletedPart[] = [];
    for (let offset = 0; offset < size; offset += PART_BYTES) {
      const body = await readPart(file, offset, Math.min(PART_BYTES, size - offset));
      const PartNumber: number = parts.length + 1;
      const { ETag, ChecksumCRC32 } = await s3.send(
        new UploadPartCommand({ ...target, UploadId, PartNumber, Body: body, ChecksumAlgorithm: "CRC32" }),
      );
      parts.push({ PartNumber, ETag, ChecksumCRC32 });
      update(`${raw.key}: part ${PartNumber}, ${formatBytes(offset + body.length)} of ${formatBytes(size)}`);
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    throw error;
  } finally {
    await file.close();
  }
}

export async function uploadRawZone(s3: S3Client, update: (text: string) => void): Promise<StepFigures> {
  await createBuckets(s3);
  const folder = rawDataFolder();
  let bytes = 0;
  for (const raw of RAW_FILES) {
    const path = join(folder, raw.file);
    const { size } = await stat(path);
    update(`${raw.key} (${formatBytes(size)})`);
    if (size >= MULTIPART_THRESHOLD_BYTES) await uploadInParts(s3, path, raw, update);
    else
      await s3.send(
        new PutObjectCommand({
          Bucket: RAW_BUCKET,
          Key: raw.key,
          Body: await readFile(path),
          ContentType: raw.contentType,
        }),
      );
    bytes += size;
  }
  return { objects: RAW_FILES.length, bytes };
}
