/**
 * The tasks of a job between its manifest and their end: chunks in the order of the manifest, of which each is removed in the transaction that notes its results. So what is
 * left of a job is what is still here, whatever happened in between; and the rows of its report, which wait until the report is written.
 */
import type { Key, Reader, RecordStore, Transaction } from "../../../storage/record-store.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { REMOVED_PAGE } from "./batch-limits.ts";
import type { TaskOutcome } from "./job-record.ts";

/** Bucket, key and version id; an empty id is one that the manifest should have had. */
export type Task = readonly [bucket: string, key: string, versionId?: string];

export interface Chunk {
  readonly index: number;
  readonly tasks: readonly Task[];
}

const tasksPrefix = (jobId: string): Key => ["s3", "batch-tasks", jobId];
const rowsOfJobPrefix = (jobId: string): Key => ["s3", "batch-rows", jobId];
const rowsPrefix = (jobId: string, outcome: TaskOutcome, file: number): Key => [
  ...rowsOfJobPrefix(jobId),
  outcome,
  file,
];

export function putChunk(transaction: Transaction, jobId: string, { index, tasks }: Chunk): void {
  transaction.put([...tasksPrefix(jobId), index], encodeRecord(tasks));
}

export function nextChunk(reader: Reader, jobId: string): Chunk | undefined {
  const [first] = reader.range({ prefix: tasksPrefix(jobId), limit: 1 });
  return first === undefined ? undefined : { index: Number(first.key[3]), tasks: decodeRecord<Task[]>(first.value) };
}

/** A page of the tasks that are left, for who writes them down. */
export function readChunks(reader: Reader, jobId: string, after: number | undefined, limit: number): Chunk[] {
  const prefix = tasksPrefix(jobId);
  const start = after === undefined ? {} : { startAfter: [...prefix, after] };
  return reader
    .range({ prefix, ...start, limit })
    .map(({ key, value }) => ({ index: Number(key[3]), tasks: decodeRecord<Task[]>(value) }));
}

export function removeChunk(transaction: Transaction, jobId: string, index: number): void {
  transaction.delete([...tasksPrefix(jobId), index]);
}

/** Which rows of which file. */
export interface RowsPlace {
  readonly outcome: TaskOutcome;
  readonly file: number;
}

export function putRows(
  transaction: Transaction,
  jobId: string,
  rows: RowsPlace & { readonly chunk: number; readonly text: string },
): void {
  transaction.put([...rowsPrefix(jobId, rows.outcome, rows.file), rows.chunk], Buffer.from(rows.text));
}

/** A page of the rows of one file, with where it ended. */
export function readRows(
  reader: Reader,
  jobId: string,
  place: RowsPlace & { readonly after: number | undefined; readonly limit: number },
): { readonly bytes: Uint8Array[]; readonly last: number | undefined } {
  const prefix = rowsPrefix(jobId, place.outcome, place.file);
  const start = place.after === undefined ? {} : { startAfter: [...prefix, place.after] };
  const entries = reader.range({ prefix, ...start, limit: place.limit });
  const last = entries.at(-1)?.key[5];
  return { bytes: entries.map(({ value }) => value), last: last === undefined ? undefined : Number(last) };
}

/** Removes tasks and rows of a job, page by page. */
export async function clearSpool(records: RecordStore, jobId: string): Promise<void> {
  for (const prefix of [tasksPrefix(jobId), rowsOfJobPrefix(jobId)]) {
    let count: number;
    do {
      count = await records.transact((transaction) => {
        const entries = transaction.range({ prefix, limit: REMOVED_PAGE });
        for (const { key } of entries) transaction.delete(key);
        return entries.length;
      });
    } while (count === REMOVED_PAGE);
  }
}
