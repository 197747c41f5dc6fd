/**
 * Parsed records, kept as long as their bytes are the same: the bytes are read each time, so what another process writes is seen at
 * once, and only the parsing is saved.
 */
import { decodeRecord } from "./records.ts";
import { RECORDS_CACHED_MAX } from "./limits.ts";

interface Parsed {
  readonly bytes: Uint8Array;
  readonly record: unknown;
}

export interface RecordCache {
  /** `name` must be unique to the record's key. */
  decode<Record>(name: string, bytes: Uint8Array): Record;
}

export function createRecordCache(): RecordCache {
  const parsed = new Map<string, Parsed>();
  return {
    decode<Record>(name: string, bytes: Uint8Array): Record {
      const known = parsed.get(name);
      if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known.record as Record;
      const record = decodeRecord<Record>(bytes);
      if (parsed.size >= RECORDS_CACHED_MAX) forgetOldest(parsed);
      parsed.delete(name);
      parsed.set(name, { bytes, record });
      return record;
    },
  };
}

function forgetOldest(parsed: Map<string, Parsed>): void {
  for (const name of parsed.keys()) {
    parsed.delete(name);
    return;
  }
}
