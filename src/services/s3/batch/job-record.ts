/**
 * What is remembered of a batch job, and the indexes that find it: by id, in a list with the newest first, among those that are not over, and among those that are, by the time of their end.
 */
import type { CreateJobRequest, JobStatus, S3GeneratedManifestDescriptor } from "@aws-sdk/client-s3-control";
import { formatArn } from "../../../kit/arn.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import type { Tag } from "../store/version-record.ts";
import { LIVE_JOBS_MAX } from "./batch-limits.ts";

/** As it was asked for. */
export type JobRequest = Pick<
  CreateJobRequest,
  "ConfirmationRequired" | "Description" | "Manifest" | "ManifestGenerator" | "Operation" | "Report" | "RoleArn"
>;

/** Whose job it is and where: jobs of different places know nothing of each other. */
export interface JobPlace {
  readonly accountId: string;
  readonly region: string;
}

export interface JobName extends JobPlace {
  readonly id: string;
}

export interface JobFailureRecord {
  readonly code: string;
  readonly reason: string;
}

export type TaskOutcome = "succeeded" | "failed";

export interface JobRecord extends JobName {
  readonly createdMs: number;
  /** The client's token, which is forgotten with the job. */
  readonly token: string;
  readonly request: JobRequest;
  readonly priority: number;
  readonly status: JobStatus;
  readonly tags: readonly Tag[];
  readonly statusUpdateReason?: string | undefined;
  readonly failures?: readonly JobFailureRecord[] | undefined;
  readonly terminatedMs?: number | undefined;
  readonly suspendedMs?: number | undefined;
  /** Undefined until the manifest has been read. */
  readonly total?: number | undefined;
  readonly counts: Readonly<Record<TaskOutcome, number>>;
  /** State time for which it was Active, until `activeSinceMs`. */
  readonly activeMs: number;
  readonly activeSinceMs?: number | undefined;
  /** Bytes of the files of its report. */
  readonly reportBytes: Readonly<Record<TaskOutcome, readonly number[]>>;
  readonly generatedManifest?: S3GeneratedManifestDescriptor | undefined;
}

const TERMINAL: ReadonlySet<JobStatus> = new Set(["Complete", "Cancelled", "Failed"]);

export function isOver({ status }: Pick<JobRecord, "status">): boolean {
  return TERMINAL.has(status);
}

export function jobArn({ accountId, region, id }: JobName): string {
  return formatArn({ service: "s3", region, accountId, resource: `job/${id}` });
}

const jobKey = ({ accountId, region, id }: JobName): Key => ["s3", "batch-job", accountId, region, id];
const listPrefix = ({ accountId, region }: JobPlace): Key => ["s3", "batch-list", accountId, region];
const listKey = (job: JobName & { readonly createdMs: number }): Key => [...listPrefix(job), -job.createdMs, job.id];
const livePrefix: Key = ["s3", "batch-live"];
const liveKey = ({ accountId, region, id }: JobName): Key => [...livePrefix, accountId, region, id];
const endedPrefix: Key = ["s3", "batch-ended"];
const endedKey = ({ accountId, region, id }: JobName, terminatedMs: number): Key => [
  ...endedPrefix,
  terminatedMs,
  accountId,
  region,
  id,
];
const tokenKey = ({ accountId, region }: JobPlace, token: string): Key => [
  "s3",
  "batch-token",
  accountId,
  region,
  token,
];

const NOTHING = new Uint8Array(0);

/** Dates of a request stay dates; nothing else in it can be an object with a number of this name. */
const DATE = "$date";

function encodeJob(job: JobRecord): Uint8Array {
  const text = JSON.stringify(job, function mark(this: Record<string, unknown>, name: string, value: unknown) {
    const own = this[name];
    return own instanceof Date ? { [DATE]: own.getTime() } : value;
  });
  return Buffer.from(text);
}

function decodeJob(bytes: Uint8Array): JobRecord {
  return JSON.parse(Buffer.from(bytes).toString("utf8"), (_, value: unknown) => {
    const ms = typeof value === "object" && value !== null ? (value as { [DATE]?: unknown })[DATE] : undefined;
    return typeof ms === "number" ? new Date(ms) : value;
  }) as JobRecord;
}

export function readJob(reader: Reader, name: JobName): JobRecord | undefined {
  const bytes = reader.get(jobKey(name));
  return bytes === undefined ? undefined : decodeJob(bytes);
}

export function putJob(transaction: Transaction, job: JobRecord): void {
  transaction.put(jobKey(job), encodeJob(job));
  if (job.terminatedMs === undefined) {
    transaction.put(liveKey(job), NOTHING);
    transaction.put(listKey(job), NOTHING);
    return;
  }
  transaction.delete(liveKey(job));
  transaction.put(endedKey(job, job.terminatedMs), NOTHING);
}

/** Jobs that are not over, of all accounts. */
export function liveJobs(reader: Reader): JobRecord[] {
  return reader.range({ prefix: livePrefix, limit: LIVE_JOBS_MAX }).flatMap(({ key }) => {
    const job = readJob(reader, { accountId: String(key[2]), region: String(key[3]), id: String(key[4]) });
    return job === undefined ? [] : [job];
  });
}

export function countLiveJobs(reader: Reader): number {
  return reader.range({ prefix: livePrefix, limit: LIVE_JOBS_MAX }).length;
}

/** Where a page of a list ended. */
export interface ListPosition {
  readonly createdMs: number;
  readonly id: string;
}

/** The newest first. */
export function listJobs(
  reader: Reader,
  place: JobPlace,
  page: { readonly after: ListPosition | undefined; readonly limit: number },
): JobRecord[] {
  const { after, limit } = page;
  const start = after === undefined ? {} : { startAfter: listKey({ ...place, ...after }) };
  return reader.range({ prefix: listPrefix(place), ...start, limit }).flatMap(({ key }) => {
    const job = readJob(reader, { ...place, id: String(key[5]) });
    return job === undefined ? [] : [job];
  });
}

/** The job that was made with this token, and the digest of what was asked. */
export interface TokenRecord {
  readonly id: string;
  readonly digest: string;
}

export function readToken(reader: Reader, place: JobPlace, token: string): TokenRecord | undefined {
  const bytes = reader.get(tokenKey(place, token));
  return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString("utf8")) as TokenRecord);
}

export function putToken(transaction: Transaction, place: JobPlace, token: string, record: TokenRecord): void {
  transaction.put(tokenKey(place, token), Buffer.from(JSON.stringify(record)));
}

/** How many jobs were over before this time; at most one is looked for. */
export function countEnded(reader: Reader, beforeMs: number): number {
  return reader.range({ prefix: endedPrefix, end: [...endedPrefix, beforeMs], limit: 1 }).length;
}

/** Forgets jobs that were over before this time, at most `limit`. Pure. @returns how many it found */
export function removeEnded(transaction: Transaction, beforeMs: number, limit: number): number {
  const found = transaction.range({ prefix: endedPrefix, end: [...endedPrefix, beforeMs], limit });
  for (const { key } of found) {
    const name = { accountId: String(key[3]), region: String(key[4]), id: String(key[5]) };
    const job = readJob(transaction, name);
    if (job !== undefined) {
      transaction.delete(listKey(job));
      transaction.delete(tokenKey(job, job.token));
    }
    transaction.delete(jobKey(name));
    transaction.delete(key);
  }
  return found.length;
}
