/**
 * Executions in the record store. Two writes for each: submitted and ended; what is between lives in the runner's memory. An
 * execution that is listed as active when the service starts was cut off by a crash.
 */
import { RANGE_LIMIT_MAX, type Reader, type RecordStore, type Transaction } from "../../../storage/record-store.ts";
import {
  activeKey,
  decodeRecord,
  EMPTY_VALUE,
  executionKey,
  historyKey,
  type Place,
  readRecord,
  tokenKey,
  writeRecord,
} from "../records.ts";
import type { ExecutionRecord } from "./execution.ts";

interface TokenRecord {
  readonly id: string;
  /** What was asked with the token, to tell a repetition from a misuse. */
  readonly request: string;
}

export function readExecution(reader: Reader, place: Place, id: string): ExecutionRecord | undefined {
  return readRecord<ExecutionRecord>(reader, executionKey(place, id));
}

export function readToken(reader: Reader, place: Place, token: string): TokenRecord | undefined {
  return readRecord<TokenRecord>(reader, tokenKey(place, token));
}

export function writeSubmitted(
  transaction: Transaction,
  place: Place,
  record: ExecutionRecord,
  token: { readonly value: string; readonly request: string } | undefined,
): void {
  writeRecord(transaction, executionKey(place, record.id), record);
  transaction.put(historyKey(place, record.workGroup, -record.submittedMs, record.id), EMPTY_VALUE);
  transaction.put(activeKey(place.accountId, place.region, record.id), EMPTY_VALUE);
  if (token !== undefined)
    writeRecord(transaction, tokenKey(place, token.value), { id: record.id, request: token.request });
}

export async function writeEnded(records: RecordStore, place: Place, record: ExecutionRecord): Promise<void> {
  await records.transact((transaction) => {
    writeRecord(transaction, executionKey(place, record.id), record);
    transaction.delete(activeKey(place.accountId, place.region, record.id));
  });
}

/** Marks what a crash cut off as failed. Resolves with the number of executions. */
export async function failInterrupted(records: RecordStore, nowMs: number): Promise<number> {
  return records.transact((transaction) => {
    const entries = transaction.range({ prefix: activeKey(), limit: RANGE_LIMIT_MAX });
    for (const { key } of entries) {
      const [, accountId, region, id] = key as [string, string, string, string];
      const bytes = transaction.get(executionKey({ accountId, region }, id));
      if (bytes !== undefined) {
        const record = decodeRecord<ExecutionRecord>(bytes);
        const reason = "INTERNAL_ERROR: Lakebed stopped while the query ran";
        const error = { ErrorCategory: 1, ErrorType: 100, Retryable: true, ErrorMessage: reason };
        writeRecord(transaction, executionKey({ accountId, region }, id), {
          ...record,
          state: "FAILED",
          stateChangeReason: reason,
          error,
          completedMs: nowMs,
        });
      }
      transaction.delete(key);
    }
    return entries.length;
  });
}
