/**
 * Athena's records: keys and JSON.
 *
 *     ["athena", account, region, "execution", id]                          -> ExecutionRecord
 *     ["athena", account, region, "history", workGroup, -submittedMs, id]   -> empty (newest first)
 *     ["athena", account, region, "token", clientRequestToken]              -> TokenRecord
 *     ["athena", account, region, "work-group", name]                       -> WorkGroupRecord
 *     ["athena", account, region, "named-query", id]                        -> NamedQueryRecord
 *     ["athena", account, region, "named-query-of", workGroup, id]          -> empty
 *     ["athena", account, region, "prepared", workGroup, name]              -> PreparedStatementRecord
 *     ["athena-active", account, region, id]                                -> empty (executions a crash would leave unfinished)
 */
import type { Caller } from "../../auth/principal.ts";
import type { Key, Reader, Transaction } from "../../storage/record-store.ts";

/** Where records live; callers and request contexts fit. */
export type Place = Pick<Caller, "accountId" | "region">;

const keyIn = (place: Place, kind: string, ...rest: Key): Key => [
  "athena",
  place.accountId,
  place.region,
  kind,
  ...rest,
];

export const executionKey = (place: Place, id: string): Key => keyIn(place, "execution", id);
export const historyKey = (place: Place, ...rest: Key): Key => keyIn(place, "history", ...rest);
export const tokenKey = (place: Place, token: string): Key => keyIn(place, "token", token);
export const workGroupKey = (place: Place, ...rest: Key): Key => keyIn(place, "work-group", ...rest);
export const namedQueryKey = (place: Place, id: string): Key => keyIn(place, "named-query", id);
export const namedQueryOfKey = (place: Place, ...rest: Key): Key => keyIn(place, "named-query-of", ...rest);
export const preparedKey = (place: Place, ...rest: Key): Key => keyIn(place, "prepared", ...rest);
export const activeKey = (...rest: Key): Key => ["athena-active", ...rest];

const encoder = new TextEncoder();
const decoder = new TextDecoder();
export const EMPTY_VALUE = new Uint8Array(0);

export function decodeRecord<Record>(bytes: Uint8Array): Record {
  return JSON.parse(decoder.decode(bytes)) as Record;
}

export function readRecord<Record>(reader: Reader, key: Key): Record | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<Record>(bytes);
}

export function writeRecord(transaction: Transaction, key: Key, record: object): void {
  transaction.put(key, encoder.encode(JSON.stringify(record)));
}
