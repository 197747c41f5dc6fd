/**
 * Notes when access keys and roles were used, and from where. Called for every request, so it only remembers; what is remembered is written
 * together every `USES_FLUSH_MS`, and before anything that reads it. A crash loses at most the last seconds' notes, never a permission.
 */
import type { Runtime } from "../../runtime/runtime.ts";
import type { Key, Reader, RecordStore } from "../../storage/record-store.ts";
import { USES_FLUSH_MS, USES_PENDING_MAX } from "./limits.ts";
import { accessKeyKey, encodeRecord, readRecord, type UseRecord, useKey } from "./store/records.ts";

export type UsedKind = "access-key" | "role";

export interface Uses {
  note(accountId: string, kind: UsedKind, id: string, use: UseRecord): void;
  /** Resolves once everything noted before is written. */
  flush(): Promise<void>;
  /** Writes what is left and stops. */
  close(): Promise<void>;
}

interface Pending {
  readonly accountId: string;
  readonly kind: UsedKind;
  readonly id: string;
  readonly use: UseRecord;
}

export function createUses(records: RecordStore, runtime: Runtime): Uses {
  let pending = new Map<string, Pending>();
  let writing: Promise<void> = Promise.resolve();
  let stop: (() => void) | undefined;
  const write = (): Promise<void> => {
    stop?.();
    stop = undefined;
    const batch = [...pending.values()];
    pending = new Map();
    if (batch.length > 0) writing = writing.then(() => writeUses(records, batch, runtime));
    return writing;
  };
  return {
    note(accountId, kind, id, use) {
      pending.set(`${accountId}/${kind}/${id}`, { accountId, kind, id, use });
      if (pending.size >= USES_PENDING_MAX) void write();
      else stop ??= runtime.timers.after(USES_FLUSH_MS, () => void write());
    },
    flush: write,
    close: write,
  };
}

/** Not for keys that are gone: a note may come after its key was deleted. */
async function writeUses(records: RecordStore, batch: readonly Pending[], runtime: Runtime): Promise<void> {
  try {
    await records.transact((transaction) => {
      for (const { accountId, kind, id, use } of batch) {
        if (kind === "access-key" && transaction.get(accessKeyKey(id)) === undefined) continue;
        const key: Key = useKey(accountId, kind, id);
        const known = readRecord<UseRecord>(transaction, key);
        if (known === undefined || known.usedMs <= use.usedMs) transaction.put(key, encodeRecord(use));
      }
    });
  } catch (error) {
    runtime.log.warn("last uses of keys and roles were not written", { cause: String(error) });
  }
}

export function readUse(reader: Reader, accountId: string, kind: UsedKind, id: string): UseRecord | undefined {
  return readRecord<UseRecord>(reader, useKey(accountId, kind, id));
}
