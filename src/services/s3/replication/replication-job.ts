/**
 * Carries out what waits to be replicated: one bucket after the other, each in the order of its changes. A task, its replicas and the status of its source are
 * one transaction, so a crash leaves a task either done or still there.
 *
 * What a rule or a permission forbids has failed at once, as on S3, which does not try again either: FAILED shows at the source, in the log, in a metric and, with
 * metrics on the rule, as an event. What only the store did not take is tried again, after pauses that double, a bounded number of times.
 *
 * Left out: S3 Replication Time Control's events about fifteen minutes; replication takes milliseconds, and its configuration is kept and shown.
 */
import type { Authorizer } from "../../../auth/authorize.ts";
import { type Caller, nameOf } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { RoleSessions } from "../../../kit/ports/role-sessions.ts";
import { dropFromLog, type LogEntry, readLog, topicsOf } from "../../../storage/commit-log.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { bucketArn } from "../arns.ts";
import { type Cause, causeOf } from "../events/object-change.ts";
import type { SealParts } from "../encryption/seal-parts.ts";
import { tellChange } from "../events/tell-change.ts";
import type { Job } from "../jobs/jobs.ts";
import {
  REPLICATION_ATTEMPTS_MAX,
  REPLICATION_BATCH,
  REPLICATION_BUCKETS_MAX,
  REPLICATION_INTERVAL_MS,
  REPLICATION_RETRY_MS,
  REPLICATION_RETRY_MS_MAX,
  REPLICATION_SESSION_MS,
} from "../limits.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { readVersion } from "../store/read-version.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { newVersionId } from "../store/version-id.ts";
import type { VersionRecord } from "../store/version-record.ts";
import { writeReplica } from "./replica.ts";
import { replicationAccess } from "./replication-access.ts";
import { putStatus, REPLICATION_CHANNEL, sourceQueue, type Task } from "./replication-listener.ts";
import { replicationSettings, type Rule, rulesOf } from "./rules.ts";
import { type Sealed, sealReplica } from "./seal-replica.ts";

const SERVICE = "s3.amazonaws.com";
const SESSION_NAME = "s3-replication";

/** What it needs of the service. */
export interface Replicating extends SealParts {
  readonly bytes: ObjectBytes;
  readonly authorizer: Authorizer;
  readonly roles: () => RoleSessions | Promise<RoleSessions>;
}

export function replicationJob(replicating: Replicating): Job {
  return new Replication(replicating);
}

/** A queue whose oldest task the store did not take. */
interface Trouble {
  readonly attempts: number;
  /** On the monotonic clock. */
  readonly pausedUntilMs: number;
}

interface ActingRole {
  readonly caller: Caller;
  /** State time. */
  readonly untilMs: number;
}

/** One task with what is known of it before its transaction. */
interface Work {
  readonly entry: LogEntry;
  readonly task: Task;
  readonly source: BucketRecord;
  readonly rules: readonly Rule[];
  /** By rule id: why its replica is not even tried. */
  readonly refusals: ReadonlyMap<string, string>;
  /** By rule id, for what is not there yet. */
  readonly sealed: ReadonlyMap<string, Sealed>;
  readonly cause: Pick<Cause, "source" | "timeMs" | "wallMs">;
}

/** What a task is about, as it was found. */
interface Asked {
  readonly task: Task;
  readonly source: BucketRecord;
  readonly version: VersionRecord;
  readonly rules: readonly Rule[];
}

interface Done {
  readonly failures: ReadonlyMap<Rule, string>;
  /** Ids of the rules whose replicas took the bytes that were made ready for them. */
  readonly created: ReadonlySet<string>;
}

class Replication implements Job {
  readonly name = "replication";
  readonly intervalMs = REPLICATION_INTERVAL_MS;
  readonly #s3: Replicating;
  readonly #trouble = new Map<string, Trouble>();
  readonly #roles = new Map<string, ActingRole>();

  constructor(replicating: Replicating) {
    this.#s3 = replicating;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { records, runtime } = this.#s3;
    const buckets = await records.read((reader) => topicsOf(reader, REPLICATION_CHANNEL, REPLICATION_BUCKETS_MAX));
    for (const bucket of buckets) {
      if (signal.aborted) return;
      const { pausedUntilMs = 0 } = this.#trouble.get(bucket) ?? {};
      if (pausedUntilMs <= runtime.clock.monotonicMs()) await this.#serve(bucket, signal);
    }
  }

  /** Until the queue is empty or the store does not take a task; the others of the bucket wait behind it, because order matters. */
  async #serve(bucket: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const entries = await this.#s3.records.read((reader) => readLog(reader, sourceQueue(bucket), REPLICATION_BATCH));
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (signal.aborted) return;
        if (!(await this.#try(bucket, entry))) return;
      }
    }
  }

  async #try(bucket: string, entry: LogEntry): Promise<boolean> {
    try {
      await this.#replicate(bucket, entry, undefined);
      this.#trouble.delete(bucket);
      return true;
    } catch (error) {
      const { log, clock } = this.#s3.runtime;
      const attempts = (this.#trouble.get(bucket)?.attempts ?? 0) + 1;
      if (attempts >= REPLICATION_ATTEMPTS_MAX) {
        this.#trouble.delete(bucket);
        await this.#replicate(bucket, entry, `given up after ${attempts} tries: ${String(error)}`);
        return true;
      }
      const pauseMs = Math.min(REPLICATION_RETRY_MS_MAX, REPLICATION_RETRY_MS * 2 ** (attempts - 1));
      this.#trouble.set(bucket, { attempts, pausedUntilMs: clock.monotonicMs() + pauseMs });
      log.warn("a replication did not come about; trying again", { bucket, attempts, cause: String(error) });
      return false;
    }
  }

  /** @param givenUp why nothing is tried any more */
  async #replicate(bucket: string, entry: LogEntry, givenUp: string | undefined): Promise<void> {
    const { records, runtime } = this.#s3;
    const task = decodeRecord<Task>(entry.value);
    const found = await records.read((reader) => {
      const source = readBucket(reader, bucket);
      const settings = source === undefined ? undefined : replicationSettings.read(reader, source);
      if (source === undefined || settings === undefined) return undefined;
      const version = readVersion(reader, bucket, task.key, task.versionId);
      const rules = rulesOf(settings).filter(({ id }) => task.ruleIds.includes(id));
      return version === undefined || rules.length === 0 ? undefined : { source, settings, version, rules };
    });
    if (found === undefined) {
      // The bucket, its rules or the version are gone: there is nothing left to replicate.
      await records.transact((transaction) => dropFromLog(transaction, sourceQueue(bucket), [entry]));
      return;
    }
    const { source, settings, version, rules } = found;
    const caller = givenUp === undefined ? await this.#actAs(settings.role, source) : undefined;
    const refusals = await this.#refusals({ task, source, version, rules, caller, givenUp });
    const acting: Caller = caller ?? serviceCaller(source);
    const sealed = await this.#seal({ task, source, version, rules, caller: acting }, refusals);
    const work = { entry, task, source, rules, refusals, sealed, cause: causeOf(runtime.clock, acting, "") };
    const manifestIds = rules.map(() => newVersionId(runtime.ids));
    let created: ReadonlySet<string> = new Set();
    try {
      const done = await records.transact((transaction) => this.#commit(transaction, work, manifestIds));
      created = done.created;
      this.#report(work, done.failures);
    } finally {
      for (const [id, one] of sealed) if (!created.has(id)) await one.discard();
    }
  }

  /** The role's session, or why there is none. */
  async #actAs(roleArn: string, source: BucketRecord): Promise<Caller | undefined> {
    const { roles, runtime } = this.#s3;
    const nowMs = runtime.clock.nowMs();
    const name = `${roleArn} ${source.name}`;
    const known = this.#roles.get(name);
    if (known !== undefined && known.untilMs > nowMs) return known.caller;
    this.#roles.delete(name);
    try {
      const principal = await (
        await roles()
      ).assumeForService({
        roleArn,
        service: SERVICE,
        sessionName: SESSION_NAME,
        sourceArn: bucketArn(source.name),
        sourceAccountId: source.accountId,
      });
      const caller: Caller = { principal, accountId: principal.accountId, region: source.region };
      if (this.#roles.size >= REPLICATION_BUCKETS_MAX) this.#roles.clear();
      this.#roles.set(name, { caller, untilMs: nowMs + REPLICATION_SESSION_MS });
      return caller;
    } catch (error) {
      if (error instanceof ServiceError && error.code === "AccessDenied") return undefined;
      throw error;
    }
  }

  async #refusals(
    asked: Asked & { readonly caller: Caller | undefined; readonly givenUp: string | undefined },
  ): Promise<Map<string, string>> {
    const { task, source, version, rules, caller, givenUp } = asked;
    const refusals = new Map<string, string>();
    for (const rule of rules) {
      const noRole = caller === undefined ? "S3 cannot assume the role" : undefined;
      const reason = givenUp ?? noRole;
      if (caller === undefined || reason !== undefined) refusals.set(rule.id, reason ?? "");
      else {
        const checks = replicationAccess({ bucket: source.name, key: task.key, version, rule });
        const why = await this.#refusal(caller, checks);
        if (why !== undefined) refusals.set(rule.id, why);
      }
    }
    return refusals;
  }

  /** Keys for replicas that are not there yet. What KMS refuses the role is a refusal like the others. */
  async #seal(
    { task, source, version, rules, caller }: Asked & { readonly caller: Caller },
    refusals: Map<string, string>,
  ): Promise<ReadonlyMap<string, Sealed>> {
    const sealed = new Map<string, Sealed>();
    if (version.isDeleteMarker || task.kind !== "created") return sealed;
    for (const rule of rules) {
      if (refusals.has(rule.id)) continue;
      const destination = await this.#s3.records.read((reader) => {
        const bucket = readBucket(reader, rule.destination.bucket);
        const isThere = readVersion(reader, rule.destination.bucket, task.key, task.versionId) !== undefined;
        return isThere || bucket?.versioning !== "enabled" ? undefined : bucket;
      });
      if (destination === undefined) continue;
      try {
        const request = { caller, source, destination, key: task.key, version, rule };
        sealed.set(rule.id, await sealReplica(this.#s3, request));
      } catch (error) {
        if (!(error instanceof ServiceError) || error.status >= 500) throw error;
        refusals.set(rule.id, error.message);
      }
    }
    return sealed;
  }

  async #refusal(caller: Caller, checks: ReturnType<typeof replicationAccess>): Promise<string | undefined> {
    try {
      await this.#s3.authorizer.authorize(caller, checks, "s3");
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError && error.code === "AccessDenied") return error.message;
      throw error;
    }
  }

  /** The replicas, the source's status and the end of the task. Pure: it may run again. */
  #commit(transaction: Transaction, work: Work, manifestIds: readonly string[]): Done {
    const { entry, task, source, rules, refusals, cause } = work;
    const failures = new Map<Rule, string>();
    const created = new Set<string>();
    dropFromLog(transaction, sourceQueue(source.name), [entry]);
    const version = readVersion(transaction, source.name, task.key, task.versionId);
    if (version === undefined) return { failures, created };
    for (const [index, rule] of rules.entries()) {
      const destination = readBucket(transaction, rule.destination.bucket);
      const unfit = refusals.get(rule.id) ?? unfitness(rule, destination);
      if (unfit !== undefined || destination === undefined) {
        failures.set(rule, unfit ?? "");
        continue;
      }
      const sealed = work.sealed.get(rule.id);
      const named = { kind: task.kind, rule, source, destination, key: task.key, version };
      const manifestId = manifestIds[index] ?? "";
      const outcome = writeReplica(transaction, { ...named, bytes: this.#s3.bytes, manifestId, cause, sealed });
      if (outcome === "created") created.add(rule.id);
      else if (outcome !== "updated") failures.set(rule, outcome.failed);
    }
    settle(transaction, work, { version, failures });
    return { failures, created };
  }

  #report({ task, source, rules, cause }: Work, failures: ReadonlyMap<Rule, string>): void {
    const { log, metrics } = this.#s3.runtime;
    for (const rule of rules) {
      const reason = failures.get(rule);
      const outcome = reason === undefined ? "completed" : "failed";
      metrics.count("lakebed_s3_replications_total", { kind: task.kind, outcome });
      if (reason === undefined) continue;
      const as = nameOf(cause.source.principal);
      log.warn("a replication has failed", { bucket: source.name, key: task.key, rule: rule.id, as, reason });
    }
  }
}

function unfitness({ destination: wanted }: Rule, destination: BucketRecord | undefined): string | undefined {
  if (destination === undefined) return "the destination bucket does not exist";
  if (destination.versioning !== "enabled") return "the destination bucket has no versioning";
  if (wanted.accountId !== undefined && wanted.accountId !== destination.accountId) {
    return "the destination bucket is another account's than the rule says";
  }
  return undefined;
}

/** AWS: COMPLETED when all destinations have it, FAILED when one of them failed (replication-status.html). */
function settle(
  transaction: Transaction,
  { task, source, rules, cause }: Work,
  { version, failures }: { readonly version: VersionRecord; readonly failures: ReadonlyMap<Rule, string> },
): void {
  if (!version.isDeleteMarker && version.replicationStatus !== "REPLICA") {
    const named = { bucket: source.name, key: task.key, version };
    putStatus(transaction, named, failures.size === 0 ? "COMPLETED" : "FAILED");
  }
  // AWS: told for rules with metrics only (notification-how-to-event-types-and-destinations.html).
  if (!rules.some((rule) => failures.has(rule) && rule.destination.hasMetrics)) return;
  const event = "Replication:OperationFailedReplication" as const;
  const id = `${task.versionId} failed`;
  tellChange(transaction, {
    cause: { ...cause, event, isReplication: true },
    id,
    bucket: source,
    key: task.key,
    version,
  });
}

/** Who acts where the role could not be had. */
function serviceCaller({ accountId, region }: BucketRecord): Caller {
  return { principal: { type: "service", service: SERVICE, accountId }, accountId, region };
}
