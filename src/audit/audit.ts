/**
 * The audit room as one value: what the gateway and the authorizer write to (trail, decisions) and what others read from (history, refusals,
 * permissions used). Everything is written behind the answer, in batches; reads first write what this process still holds. So the trail
 * costs a call a push to a queue, and a `kill -9` loses at most the last quarter of a second of it, never a change itself.
 */
import type { AuditEntry, AuditTrail } from "../kit/ports/audit-trail.ts";
import type { DecisionLog } from "../kit/ports/decision-log.ts";
import type { EventHistory } from "../kit/ports/event-history.ts";
import type { PermissionUses } from "../kit/ports/permission-use.ts";
import type { PolicyPrincipals } from "../kit/ports/policy-principals.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { RecordStore } from "../storage/record-store.ts";
import { BatchWriter } from "./batch-writer.ts";
import { eventRegions, followEvents, lookupEvents } from "./event-history.ts";
import { pruneEvents, type TimedEvent, writeEvents } from "./event-store.ts";
import {
  EVENT_BATCH_MAX,
  EVENT_BYTES_MAX,
  EVENT_DELAY_MS,
  EVENT_QUEUE_MAX,
  EVENT_RETENTION_MS,
  PRUNE_INTERVAL_MS,
} from "./limits.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { trailEvents } from "./trail-event.ts";
import { UsageCounter } from "./usage.ts";

export interface AuditOptions {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  /** To show users and roles by their names in the statements that refused. */
  readonly principals: () => PolicyPrincipals | Promise<PolicyPrincipals>;
  /** Record calls on data (S3 objects) too. */
  readonly recordsData: boolean;
  /** Bytes of all events; less in tests. */
  readonly eventBytesMax?: number;
}

export interface Audit {
  readonly trail: AuditTrail;
  readonly decisions: DecisionLog;
  readonly history: EventHistory;
  readonly refusals: Refusals;
  readonly uses: PermissionUses;
  /** Writes what is held and stops. Call it after the last request and before the stores close. */
  close(): Promise<void>;
}

export function createAudit(options: AuditOptions): Audit {
  const { runtime } = options;
  const closing = new AbortController();
  const events = new EventTrail(options, closing.signal);
  const refusals = createRefusals(options);
  const uses = new UsageCounter(options.records, runtime);
  const stopPruning = runtime.timers.every(PRUNE_INTERVAL_MS, async () => {
    await events.prune();
    await uses
      .prune(closing.signal)
      .catch((error: unknown) => runtime.log.warn("cannot forget old use", { cause: String(error) }));
  });
  return {
    trail: events,
    decisions: { allowed: (caller, check) => uses.count(caller, check), refused: refusals.refused },
    history: {
      recordsData: options.recordsData,
      async lookup(query) {
        await events.writer.flush();
        const oldestMs = runtime.clock.nowMs() - EVENT_RETENTION_MS;
        return lookupEvents(options.records, { ...query, startMs: Math.max(query.startMs ?? oldestMs, oldestMs) });
      },
      async follow(query) {
        await events.writer.flush();
        return followEvents(options.records, query);
      },
      async regions(accountId, category) {
        // The first event of a Region may still be held.
        await events.writer.flush();
        return await eventRegions(options.records, accountId, category);
      },
    },
    refusals: refusals.kept,
    uses,
    async close() {
      stopPruning();
      closing.abort();
      await Promise.all([events.writer.close(), refusals.close(), uses.flush()]);
    },
  };
}

class EventTrail implements AuditTrail {
  readonly recordsData: boolean;
  readonly writer: BatchWriter<AuditEntry>;
  readonly #options: AuditOptions;
  readonly #signal: AbortSignal;
  #pruning: Promise<void> | undefined;
  #lastMs = 0;

  constructor(options: AuditOptions, signal: AbortSignal) {
    this.recordsData = options.recordsData;
    this.#options = options;
    this.#signal = signal;
    this.writer = new BatchWriter({
      kind: "event",
      delayMs: EVENT_DELAY_MS,
      batchMax: EVENT_BATCH_MAX,
      queueMax: EVENT_QUEUE_MAX,
      write: (entries) => this.#write(entries),
      ...options.runtime,
    });
  }

  record(entry: AuditEntry): void {
    if (entry.isManagement || this.recordsData) this.writer.add(entry);
  }

  async #write(entries: readonly AuditEntry[]): Promise<void> {
    const { records, runtime } = this.#options;
    const events = entries.flatMap((entry): TimedEvent[] => {
      // The world's clock may be set back; the order of the events is not.
      const timeMs = (this.#lastMs = Math.max(this.#lastMs, entry.timeMs));
      return trailEvents(entry, runtime.ids).map((event) => ({ timeMs, event }));
    });
    const bytes = await writeEvents(records, events, runtime.ids.hex(6));
    if (bytes > this.#bytesMax) void this.prune();
  }

  get #bytesMax(): number {
    return this.#options.eventBytesMax ?? EVENT_BYTES_MAX;
  }

  /** Removes what is too old or too much. Never rejects. */
  prune(): Promise<void> {
    const { records, runtime } = this.#options;
    const bounds = { nowMs: runtime.clock.nowMs(), bytesMax: this.#bytesMax };
    this.#pruning ??= pruneEvents(records, bounds, this.#signal)
      .catch((error: unknown) => runtime.log.warn("cannot remove old events", { cause: String(error) }))
      .finally(() => (this.#pruning = undefined));
    return this.#pruning;
  }
}
