/**
 * The completion report of a job: a CSV file of the tasks that succeeded, one of those that failed, a manifest that names them, and the manifest's checksum. The rows were noted
 * with the progress of the job, so what the report says is what was done. Writing it again writes the same.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html (read 2026-11-29: names, manifest, "always encrypted with Amazon S3 managed keys"; that
 *   there is one when "at least one task has been invoked")
 */
import { createHash } from "node:crypto";
import type { JobReport } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { streamOf } from "../../../kit/http.ts";
import type { ByteStream } from "../../../kit/http.ts";
import { type Batch, callS3 } from "./batch.ts";
import { REPORT_ROWS_PAGE } from "./batch-limits.ts";
import type { JobRecord, TaskOutcome } from "./job-record.ts";
import { bucketOfArn } from "./parse-job.ts";
import { readRows, type RowsPlace } from "./spool.ts";

export interface Reporting {
  readonly job: JobRecord;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

export const OUTCOMES: readonly TaskOutcome[] = ["succeeded", "failed"];

/** Whether a task of this outcome has a row. */
export function isReported(report: JobReport | undefined, outcome: TaskOutcome): boolean {
  return report?.Enabled === true && (outcome === "failed" || report.ReportScope === "AllTasks");
}

/** @throws {ServiceError} of the bucket of the report: NoSuchBucket, AccessDenied */
export async function writeReport(batch: Batch, reporting: Reporting): Promise<void> {
  const { job } = reporting;
  const { Report: report } = job.request;
  if (report?.Enabled !== true || job.counts.succeeded + job.counts.failed === 0) return;
  const bucket = bucketOfArn(report.Bucket, "The bucket of the report");
  const { Prefix: prefix } = report;
  const folder = `${prefix === undefined || prefix === "" ? "" : `${prefix}/`}job-${job.id}/`;
  const results: object[] = [];
  for (const outcome of OUTCOMES) {
    for (const [file, sizeBytes] of job.reportBytes[outcome].entries()) {
      const place = { outcome, file };
      // AWS: names look like digests; the same job has the same ones, so that a report that is written again is the same.
      const key = `${folder}results/${createHash("sha1").update(`${job.id} ${outcome} ${file}`).digest("hex")}.csv`;
      const body = rowsOf(batch, job.id, place);
      const MD5checksum = await put(batch, reporting, { bucket, key, body, sizeBytes });
      results.push({ TaskExecutionStatus: outcome, Bucket: bucket, MD5Checksum: MD5checksum, Key: key });
    }
  }
  const manifest = JSON.stringify({
    Format: "Report_CSV_20180820",
    ReportCreationDate: new Date(batch.runtime.clock.nowMs()).toISOString(),
    Results: results,
    ReportSchema: "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage",
  });
  const digest = await putText(batch, reporting, { bucket, key: `${folder}manifest.json`, text: manifest });
  await putText(batch, reporting, { bucket, key: `${folder}manifest.json.md5`, text: digest });
}

interface Put {
  readonly bucket: string;
  readonly key: string;
  readonly body: ByteStream;
  readonly sizeBytes: number;
}

function putText(
  batch: Batch,
  reporting: Reporting,
  { bucket, key, text }: { readonly bucket: string; readonly key: string; readonly text: string },
): Promise<string> {
  const bytes = Buffer.from(text);
  return put(batch, reporting, { bucket, key, body: streamOf(bytes), sizeBytes: bytes.length });
}

/** Resolves with the MD5 of what was written, which is the ETag of such an object. */
async function put(
  batch: Batch,
  { job, caller, signal }: Reporting,
  { bucket, key, body, sizeBytes }: Put,
): Promise<string> {
  const { ETag } = await callS3(batch, {
    caller,
    signal,
    operation: "PutObject",
    bodyBytes: sizeBytes,
    input: {
      Bucket: bucket,
      Key: key,
      Body: body,
      ServerSideEncryption: "AES256",
      ExpectedBucketOwner: job.request.Report?.ExpectedBucketOwner,
    },
  });
  return (ETag ?? "").replaceAll('"', "");
}

async function* rowsOf({ records }: Batch, jobId: string, place: RowsPlace): AsyncGenerator<Uint8Array> {
  let after: number | undefined;
  for (;;) {
    const from = after;
    const page = await records.read((reader) =>
      readRows(reader, jobId, { ...place, after: from, limit: REPORT_ROWS_PAGE }),
    );
    yield* page.bytes;
    if (page.last === undefined) return;
    after = page.last;
  }
}
