/**
 * What came of a task, and its row in the report.
 *
 * AWS: the rows have the status before the code, as the examples of the user guide have them, although the report's own schema names them the other way round
 * (batch-ops-examples-reports.html, troubleshooting-batch-operations.html: `BUCKET,KEY,failed,400,InvalidRequest,Task failed due to missing VersionId`).
 */
import type { ServiceError } from "../../../kit/errors.ts";
import { RESULT_UNITS_MAX } from "./batch-limits.ts";
import { csvLine } from "./csv.ts";
import type { TaskOutcome } from "./job-record.ts";
import type { Task } from "./spool.ts";

export interface TaskResult {
  readonly outcome: TaskOutcome;
  readonly httpStatus: number;
  /** Empty for what succeeded. */
  readonly code: string;
  readonly message: string;
}

/** The word of S3's reports for tasks that have nothing else to tell (assumed). */
export const SUCCEEDED: TaskResult = { outcome: "succeeded", httpStatus: 200, code: "", message: "Successful" };

export function failedWith(error: ServiceError): TaskResult {
  return { outcome: "failed", httpStatus: error.status, code: error.code, message: error.message };
}

export function reportRow([bucket, key, versionId = ""]: Task, result: TaskResult): string {
  const { outcome, httpStatus, code, message } = result;
  const shown = message.slice(0, RESULT_UNITS_MAX);
  return csvLine([bucket, encodeKey(key), versionId, outcome, String(httpStatus), code, shown]);
}

/** As inventories and manifests have keys. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/");
}
