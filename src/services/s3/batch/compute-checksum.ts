/**
 * The checksum of an object at rest, for the report alone. It is computed from the bytes, not taken from the record, and archived objects need not be restored for it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-compute-checksums.html (read 2026-11-29: all classes; not SSE-C; both types, CRC64NVME as FULL_OBJECT only)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html (read 2026-11-29: the members of the result)
 */
import type { S3ComputeObjectChecksumOperation } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { objectAccess } from "../access/object-access.ts";
import { type ChecksumAlgorithm, createChecksum, parseAlgorithm } from "../checksum/algorithms.ts";
import { openKeys } from "../encryption/sealing.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import { invalidRequest } from "../errors.ts";
import { openObject } from "../objects/open-object.ts";
import { takeBytes } from "../objects/taken-bytes.ts";
import { readParts } from "../store/read-version.ts";
import { streamOf } from "../../../kit/http.ts";
import type { Batch } from "./batch.ts";
import type { Task } from "./spool.ts";
import { SUCCEEDED, type TaskResult } from "./task-result.ts";

export interface ChecksumTask {
  readonly asked: S3ComputeObjectChecksumOperation;
  readonly task: Task;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {ServiceError} as GetObject, without what it says of archives; InvalidRequest 400 for SSE-C, and for COMPOSITE with CRC64NVME */
export async function computeChecksum(
  batch: Batch,
  { asked, task, caller, signal }: ChecksumTask,
): Promise<TaskResult> {
  const [bucket, key, versionId] = task;
  const algorithm = parseAlgorithm(asked.ChecksumAlgorithm ?? "CRC64NVME");
  if (algorithm === undefined) throw invalidRequest("The checksum algorithm is not known");
  const type = asked.ChecksumType ?? "FULL_OBJECT";
  if (type === "COMPOSITE" && algorithm === "CRC64NVME") throw invalidRequest("CRC64NVME has no composite checksums");
  await batch.authorizer.authorize(
    caller,
    [objectAccess("s3:Get", { Bucket: bucket, Key: key, VersionId: versionId })],
    "s3",
  );
  const found = await batch.records.read((reader) => {
    const record = openBucketAnywhere(reader, bucket);
    const version = openObject(reader, record, { key, versionId, method: "GET" });
    return { record, version, parts: readParts(reader, version), take: takeBytes(batch, reader, version) };
  });
  const { record, version, take, parts } = found;
  if (version.encryption?.algorithm === "customer")
    throw invalidRequest("Checksums of objects that are encrypted with customer-provided keys cannot be computed");
  const keys =
    version.encryption === undefined
      ? undefined
      : await openKeys(batch, { caller, bucket: record, key }, version.encryption);
  const taken = take({ startBytes: 0, endBytes: version.sizeBytes }, keys);
  const bytes = taken instanceof Uint8Array ? streamOf(taken) : taken;
  const isComposite = type === "COMPOSITE" && parts !== undefined && parts.length > 0;
  const lengths = isComposite ? parts.map(({ sizeBytes }) => sizeBytes) : undefined;
  const value =
    lengths === undefined
      ? await digestOf(bytes, algorithm, signal)
      : await compositeOf(bytes, { algorithm, lengths, signal });
  const digest = Buffer.from(value, "base64");
  const suffix = lengths === undefined ? "" : `-${lengths.length}`;
  const message = JSON.stringify({
    checksum_base64: `${value}${suffix}`,
    etag: version.etag,
    checksumAlgorithm: algorithm,
    checksumType: isComposite ? "COMPOSITE" : "FULL_OBJECT",
    checksum_hex: digest.toString("hex").toUpperCase() + suffix,
  });
  return { ...SUCCEEDED, message };
}

async function digestOf(
  bytes: AsyncIterable<Uint8Array>,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<string> {
  const checksum = await createChecksum(algorithm);
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    checksum.update(chunk);
  }
  return checksum.digest();
}

/** The digest of the parts' digests, with the parts as the object was uploaded. */
async function compositeOf(
  bytes: AsyncIterable<Uint8Array>,
  asked: { readonly algorithm: ChecksumAlgorithm; readonly lengths: readonly number[]; readonly signal: AbortSignal },
): Promise<string> {
  const { algorithm, lengths, signal } = asked;
  const whole = await createChecksum(algorithm);
  let part = await createChecksum(algorithm);
  let [index, left] = [0, lengths[0] ?? 0];
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    let at = 0;
    while (at < chunk.length) {
      const count = Math.min(left, chunk.length - at);
      part.update(chunk.subarray(at, at + count));
      at += count;
      left -= count;
      if (left > 0) continue;
      whole.update(Buffer.from(part.digest(), "base64"));
      index += 1;
      left = lengths[index] ?? Number.MAX_SAFE_INTEGER;
      part = await createChecksum(algorithm);
    }
  }
  part.digest();
  return whole.digest();
}
