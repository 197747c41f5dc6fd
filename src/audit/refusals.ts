/** Refusals on their way to the store and back: the log line, what each one needs to pass, the batch, and the two ways to ask for them. */
import type { DecisionLog, Remedy } from "../kit/ports/decision-log.ts";
import type { PolicyPrincipals } from "../kit/ports/policy-principals.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { RecordStore } from "../storage/record-store.ts";
import { BatchWriter } from "./batch-writer.ts";
import { EVENT_BATCH_MAX, EVENT_DELAY_MS, REFUSAL_QUEUE_MAX, REMEDIES_MAX } from "./limits.ts";
import { type Refusal, refusalOf, shownRefusal } from "./refusal.ts";
import { RefusalHints } from "./refusal-hints.ts";
import { newestRefusal, readRefusals, writeRefusals } from "./refusal-store.ts";

/** What was refused, with its explanation. */
export interface Refusals {
  /** In order; empty when nothing was refused to this request, or it is no longer kept. */
  of(requestId: string): Promise<readonly Refusal[]>;
  /** Request id of the newest refusal for which `isWanted` holds. */
  newest(
    isWanted: (refusal: { readonly accountId: string; readonly principal: string }) => boolean,
  ): Promise<string | undefined>;
}

interface PendingRefusal {
  readonly refusal: Refusal;
  readonly remedy: (() => Remedy) | undefined;
}

export interface RefusalParts {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly principals: () => PolicyPrincipals | Promise<PolicyPrincipals>;
}

export interface RefusalLog {
  readonly refused: DecisionLog["refused"];
  readonly kept: Refusals;
  close(): Promise<void>;
}

export function createRefusals({ records, runtime, principals }: RefusalParts): RefusalLog {
  const { clock, log } = runtime;
  const hints = new RefusalHints(log);
  const writer = new BatchWriter<PendingRefusal>({
    kind: "refusal",
    delayMs: EVENT_DELAY_MS,
    batchMax: EVENT_BATCH_MAX,
    queueMax: REFUSAL_QUEUE_MAX,
    write: (pending) => writeRefusals(records, withRemedies(pending, log), clock.nowMs()),
    ...runtime,
  });
  return {
    refused(caller, check, decision) {
      const refusal = refusalOf(caller, check, { decision, nowMs: clock.nowMs() });
      hints.say(refusal, clock.monotonicMs());
      // Work that no request started cannot be asked about; its log line has to do.
      if (refusal.requestId !== "") writer.add({ refusal, remedy: decision.remedy });
    },
    kept: {
      async of(requestId) {
        await writer.flush();
        const kept = await readRefusals(records, requestId);
        const names = await principals();
        return records.read((reader) =>
          kept.map((refusal) => shownRefusal(refusal, (text) => names.show(reader, text))),
        );
      },
      async newest(isWanted) {
        await writer.flush();
        return newestRefusal(records, isWanted);
      },
    },
    close: () => writer.close(),
  };
}

function withRemedies(pending: readonly PendingRefusal[], log: Log): readonly Refusal[] {
  return pending.map(({ refusal, remedy }, index) => {
    if (remedy === undefined || index >= REMEDIES_MAX) return refusal;
    try {
      return { ...refusal, remedy: remedy() };
    } catch (error) {
      log.error("cannot find what would have allowed a request", {
        requestId: refusal.requestId,
        cause: String(error),
      });
      return refusal;
    }
  });
}
