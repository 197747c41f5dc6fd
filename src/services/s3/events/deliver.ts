/**
 * Delivers queued messages to their destinations: one worker for each destination that has some, in the order of the queue, so that one that is down keeps none of the
 * others. A message leaves its queue after its destination took it; a crash in between sends it again (at least once).
 *
 * A destination that does not take a message is tried again after a pause that doubles, with jitter. AWS gives EventBridge 24 hours and 185 tries
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html); here that holds for all of them. What is then still undelivered is dropped, and so
 * is at once what no URL is named for and what the destination itself refuses (4xx); each is counted and logged.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { WebAnswer, WebCalls } from "../../../runtime/web-calls.ts";
import { dropFromLog, type LogEntry, readLog, topicsOf, trimLog } from "../../../storage/commit-log.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import type { Job } from "../jobs/jobs.ts";
import {
  EVENT_AGE_MS_MAX,
  EVENT_ANSWER_BYTES_MAX,
  EVENT_ATTEMPTS_MAX,
  EVENT_BATCH,
  EVENT_DELIVERY_INTERVAL_MS,
  EVENT_DESTINATIONS_MAX,
  EVENT_RETRY_MS,
  EVENT_RETRY_MS_MAX,
  EVENT_TIMEOUT_MS,
  EVENT_TRIM_INTERVAL_MS,
  EVENTS_QUEUED_MAX,
} from "../limits.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { type Destination, type EventMessage, isTaken, requestOf } from "./event-message.ts";
import { type EventTargets, findTarget } from "./event-targets.ts";
import { destinationQueue, EVENTS_CHANNEL } from "./notification-listener.ts";

export interface Delivering {
  readonly records: RecordStore;
  readonly runtime: Pick<Runtime, "clock" | "timers" | "log" | "metrics" | "random">;
  readonly calls: WebCalls;
  readonly targets: EventTargets;
}

/** How a destination does at the moment; forgotten when it takes a message again. */
interface Trouble {
  /** Tries of its oldest message. */
  readonly attempts: number;
  /** On the monotonic clock. */
  readonly pausedUntilMs: number;
}

type Drop = "refused" | "attempts" | "no-target";

export function deliveryJob(delivering: Delivering): Job {
  return new Delivery(delivering);
}

class Delivery implements Job {
  readonly name = "event delivery";
  readonly intervalMs = EVENT_DELIVERY_INTERVAL_MS;
  readonly #d: Delivering;
  readonly #trouble = new Map<string, Trouble>();
  readonly #working = new Map<string, Promise<void>>();
  #trimmedMs = -Infinity;

  constructor(delivering: Delivering) {
    this.#d = delivering;
  }

  /** Until nothing is left to do now. A destination that gets new messages meanwhile is taken care of although another one is slow. */
  async run(signal: AbortSignal): Promise<void> {
    const { timers } = this.#d.runtime;
    await this.#trim();
    for (;;) {
      for (const arn of await this.#due()) {
        const work = this.#serve(arn, signal).finally(() => this.#working.delete(arn));
        this.#working.set(arn, work);
      }
      if (this.#working.size === 0 || signal.aborted) break;
      await Promise.race([...this.#working.values(), timers.sleep(EVENT_DELIVERY_INTERVAL_MS, signal)]).catch(() => {});
    }
    await Promise.all(this.#working.values());
  }

  async #due(): Promise<string[]> {
    const { records, runtime } = this.#d;
    const nowMs = runtime.clock.monotonicMs();
    const topics = await records.read((reader) => topicsOf(reader, EVENTS_CHANNEL, EVENT_DESTINATIONS_MAX));
    return topics.filter((arn) => !this.#working.has(arn) && (this.#trouble.get(arn)?.pausedUntilMs ?? 0) <= nowMs);
  }

  /** Delivers to one destination until its queue is empty or it does not take a message. */
  async #serve(arn: string, signal: AbortSignal): Promise<void> {
    const { records, targets } = this.#d;
    const queue = destinationQueue(arn);
    const url = findTarget(targets, arn);
    while (!signal.aborted) {
      const entries = await records.read((reader) => readLog(reader, queue, EVENT_BATCH));
      if (entries.length === 0) return;
      let done = 0;
      while (done < entries.length && !signal.aborted) {
        const entry = entries[done] as LogEntry;
        if (url === undefined) this.#dropped(arn, "no-target", 1);
        else if (!(await this.#send({ arn, url }, entry, signal))) break;
        done += 1;
      }
      const taken = entries.slice(0, done);
      if (taken.length > 0) await records.transact((transaction) => dropFromLog(transaction, queue, taken));
      if (done < entries.length) return;
    }
  }

  /** True when the message is done with: taken, or given up. */
  async #send(destination: Destination, { id, wallMs, value }: LogEntry, signal: AbortSignal): Promise<boolean> {
    const { runtime, calls } = this.#d;
    const { arn } = destination;
    const message = decodeRecord<EventMessage>(value);
    const answer = await post(calls, requestOf(destination, { id, wallMs, message }), signal);
    if (answer.kind === "answered" && isTaken(destination, answer.status, answer.text)) {
      this.#trouble.delete(arn);
      runtime.metrics.count("lakebed_s3_events_delivered_total", { service: serviceOf(arn) });
      return true;
    }
    if (signal.aborted) return false;
    if (answer.kind === "answered" && isRefusal(answer.status)) {
      this.#trouble.delete(arn);
      return this.#dropped(arn, "refused", 1);
    }
    return this.#failed(arn, reasonOf(answer));
  }

  #failed(arn: string, reason: string): boolean {
    const { clock, log, metrics, random } = this.#d.runtime;
    metrics.count("lakebed_s3_event_failures_total", { service: serviceOf(arn) });
    const attempts = (this.#trouble.get(arn)?.attempts ?? 0) + 1;
    if (attempts >= EVENT_ATTEMPTS_MAX) {
      this.#trouble.delete(arn);
      return this.#dropped(arn, "attempts", 1);
    }
    if (attempts === 1) log.warn("an event destination does not take messages; trying again", { arn, reason });
    const longestMs = Math.min(EVENT_RETRY_MS_MAX, EVENT_RETRY_MS * 2 ** Math.min(attempts - 1, 30));
    // Half of the pause is by chance, so that destinations that failed together are not asked together.
    const pauseMs = (longestMs / 2) * (1 + (random.bytes(1)[0] ?? 0) / 256);
    this.#trouble.set(arn, { attempts, pausedUntilMs: clock.monotonicMs() + pauseMs });
    return false;
  }

  #dropped(arn: string, reason: Drop | "age", count: number): true {
    const { log, metrics } = this.#d.runtime;
    metrics.count("lakebed_s3_events_dropped_total", { service: serviceOf(arn), reason }, count);
    log.warn("events were dropped", { arn, reason, count });
    return true;
  }

  /** Bounds of the queues: age and number. */
  async #trim(): Promise<void> {
    const { records, runtime } = this.#d;
    const nowMs = runtime.clock.monotonicMs();
    if (nowMs - this.#trimmedMs < EVENT_TRIM_INTERVAL_MS) return;
    this.#trimmedMs = nowMs;
    const bounds = { oldestMs: runtime.clock.wallMs() - EVENT_AGE_MS_MAX, entriesMax: EVENTS_QUEUED_MAX };
    for (const arn of await records.read((reader) => topicsOf(reader, EVENTS_CHANNEL, EVENT_DESTINATIONS_MAX))) {
      const count = await trimLog(records, destinationQueue(arn), bounds);
      if (count > 0) this.#dropped(arn, "age", count);
    }
  }
}

export function post(calls: WebCalls, call: ReturnType<typeof requestOf>, signal: AbortSignal): Promise<WebAnswer> {
  return calls.post({ ...call, timeoutMs: EVENT_TIMEOUT_MS, answerBytesMax: EVENT_ANSWER_BYTES_MAX, signal });
}

/** Answers that will be the same next time: the message itself is refused. */
function isRefusal(status: number): boolean {
  return status === 400 || status === 413 || status === 415 || status === 422;
}

function reasonOf(answer: WebAnswer): string {
  return answer.kind === "unreachable" ? answer.reason : `status ${answer.status}`;
}

function serviceOf(arn: string): string {
  return arn.split(":")[2] ?? "";
}
