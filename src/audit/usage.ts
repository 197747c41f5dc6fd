/**
 * Permissions used, counted per principal, action and resource. Counting is three map look-ups in memory; the counters are added to their
 * records every few seconds, one record for a principal and action.
 *
 *     ["audit", "use", principalArn, action] -> ActionUse without the action, JSON
 */
import type { Caller, Principal } from "../auth/principal.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { ActionUse, PermissionUses, ResourceUse } from "../kit/ports/permission-use.ts";
import type { Key, RecordStore, Transaction } from "../storage/record-store.ts";
import type { Runtime } from "../runtime/runtime.ts";
import {
  USE_ACTIONS_MAX,
  USE_BATCH_MAX,
  USE_DELAY_MS,
  USE_PENDING_HARD_MAX,
  USE_PENDING_MAX,
  USE_RESOURCES_MAX,
  USE_RETENTION_MS,
} from "./limits.ts";
import { foldResources, merge, usedResource } from "./used-resource.ts";

type UseRecord = Omit<ActionUse, "action">;

/** Counts since the last write. */
interface PendingAction {
  region: string;
  readonly resources: Map<string, { count: number; firstMs: number; lastMs: number }>;
}

const usePrefix = (principalArn: string): Key => ["audit", "use", principalArn];

export class UsageCounter implements PermissionUses {
  readonly #records: RecordStore;
  readonly #runtime: Runtime;
  #pending = new Map<string, Map<string, PendingAction>>();
  #pendingCount = 0;
  #disarm: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(records: RecordStore, runtime: Runtime) {
    this.#records = records;
    this.#runtime = runtime;
  }

  count({ principal, region }: Caller, { action, resource }: AccessCheck): void {
    const arn = userOrRoleArn(principal);
    if (arn === undefined) return;
    let actions = this.#pending.get(arn);
    if (actions === undefined) this.#pending.set(arn, (actions = new Map()));
    let pending = actions.get(action);
    if (pending === undefined) actions.set(action, (pending = { region, resources: new Map() }));
    pending.region = region;
    this.#add(pending, usedResource(resource));
  }

  #add({ resources }: PendingAction, resource: string): void {
    const nowMs = this.#runtime.clock.nowMs();
    const use = resources.get(resource);
    if (use !== undefined) {
      use.count += 1;
      use.lastMs = nowMs;
      return;
    }
    if (this.#pendingCount >= USE_PENDING_HARD_MAX)
      return this.#runtime.metrics.count("lakebed_audit_dropped_total", { kind: "use" });
    resources.set(resource, { count: 1, firstMs: nowMs, lastMs: nowMs });
    this.#pendingCount += 1;
    if (this.#pendingCount === USE_PENDING_MAX) void this.flush();
    else this.#disarm ??= this.#runtime.timers.after(USE_DELAY_MS, () => void this.flush());
  }

  /** Resolves once everything that was counted before is written, or the store has refused it. Never rejects. */
  flush(): Promise<void> {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const taken = [...this.#pending].flatMap(([arn, actions]) =>
      [...actions].map(([action, pending]) => ({ arn, action, pending })),
    );
    this.#pending = new Map();
    this.#pendingCount = 0;
    for (let start = 0; start < taken.length; start += USE_BATCH_MAX) {
      const batch = taken.slice(start, start + USE_BATCH_MAX);
      try {
        await this.#records.transact((transaction) => {
          for (const { arn, action, pending } of batch) addUse(transaction, [...usePrefix(arn), action], pending);
        });
      } catch (error) {
        // Counters are worth no second try: the next use of the same permission writes them again.
        this.#runtime.metrics.count("lakebed_audit_dropped_total", { kind: "use" }, batch.length);
        this.#runtime.log.error("cannot write which permissions were used", { cause: String(error) });
      }
    }
  }

  async of(principalArn: string): Promise<readonly ActionUse[]> {
    await this.flush();
    const prefix = usePrefix(principalArn);
    const oldestMs = this.#runtime.clock.nowMs() - USE_RETENTION_MS;
    const entries = await this.#records.read((reader) => reader.range({ prefix, limit: USE_ACTIONS_MAX }));
    return entries
      .map(({ key, value }) => ({ action: String(key.at(-1)), ...decode(value) }))
      .filter(({ lastMs }) => lastMs >= oldestMs);
  }

  /** Forgets what was not used for `USE_RETENTION_MS`, in small transactions. */
  async prune(signal: AbortSignal): Promise<void> {
    const oldestMs = this.#runtime.clock.nowMs() - USE_RETENTION_MS;
    let startAfter: Key | undefined = ["audit", "use"];
    while (startAfter !== undefined && !signal.aborted) {
      const from: Key = startAfter;
      startAfter = await this.#records.transact((transaction) => pruneUses(transaction, from, oldestMs));
    }
  }
}

/** The key to go on after; undefined at the end. */
function pruneUses(transaction: Transaction, startAfter: Key, oldestMs: number): Key | undefined {
  const entries = transaction.range({ prefix: ["audit", "use"], startAfter, limit: USE_BATCH_MAX });
  for (const { key, value } of entries) if (decode(value).lastMs < oldestMs) transaction.delete(key);
  return entries.length < USE_BATCH_MAX ? undefined : entries.at(-1)?.key;
}

function addUse(transaction: Transaction, key: Key, { region, resources }: PendingAction): void {
  const value = transaction.get(key);
  const earlier = value === undefined ? undefined : decode(value);
  const added: ResourceUse[] = [...resources].map(([resource, { count, lastMs }]) => ({ resource, count, lastMs }));
  const all = foldResources(merge([...(earlier?.resources ?? []), ...added]), USE_RESOURCES_MAX);
  const record: UseRecord = {
    count: all.reduce((sum, { count }) => sum + count, 0),
    firstMs: earlier?.firstMs ?? Math.min(...[...resources.values()].map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...all.map(({ lastMs }) => lastMs)),
    lastRegion: region,
    resources: all,
  };
  transaction.put(key, Buffer.from(JSON.stringify(record)));
}

function decode(value: Uint8Array): UseRecord {
  return JSON.parse(Buffer.from(value).toString()) as UseRecord;
}

/** Whose policies were used: of the user, of the session's role, of whoever created the federated user. */
function userOrRoleArn(principal: Principal): string | undefined {
  switch (principal.type) {
    case "user":
      return principal.arn;
    case "assumed-role":
      return principal.roleArn;
    case "federated-user":
      return principal.creator.arn;
    default:
      return undefined;
  }
}
