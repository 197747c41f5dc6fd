/**
 * Runs crawls in the background, a few at a time, and keeps crawlers' states: READY -> RUNNING -> (STOPPING ->) READY. The state is a record, so a
 * crash leaves a crawler RUNNING with nobody at work; the first use after a start ends such crawls as FAILED.
 */
import { ServiceError } from "../../../kit/errors.ts";
import { CrawlFailure } from "../crawl/crawl-failure.ts";
import { type CpuSlices, createCpuSlices } from "../crawl/cpu-slices.ts";
import { crawl } from "../crawl/crawl.ts";
import { type CrawlChanges, noChanges } from "../crawl/write-catalog.ts";
import { crawlerNotRunning, crawlerRunning, crawlerStopping } from "../errors.ts";
import type { GlueDependencies } from "../dependencies.ts";
import { CRAWL_HISTORY_MAX, CRAWLS_RUNNING_MAX } from "../limits.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { crawlKey, encodeRecord, runningKey } from "../records.ts";
import { type Scope, scopeOfCaller } from "../scope.ts";
import { assumeCrawlerRole } from "./crawler-role.ts";
import {
  type CrawlerDefinition,
  type CrawlRecord,
  findCrawler,
  putCrawler,
  requireCrawler,
} from "./crawler-records.ts";

export interface CrawlRunner {
  /** Resolves when crawls that a crash interrupted are ended. Await it before looking at any crawler. */
  ready(): Promise<void>;
  /** @throws EntityNotFoundException; CrawlerRunningException */
  start(scope: Scope, name: string): Promise<void>;
  /** @throws EntityNotFoundException; CrawlerNotRunningException; CrawlerStoppingException */
  stop(scope: Scope, name: string): Promise<void>;
  /** Stops all crawls and waits for them. */
  close(): Promise<void>;
}

interface Run {
  readonly id: string;
  readonly scope: Scope;
  readonly definition: CrawlerDefinition;
  readonly signal: AbortSignal;
}

interface Ending {
  readonly status: CrawlRecord["status"];
  readonly errorMessage?: string;
  readonly changes: CrawlChanges;
}

const INTERRUPTED = "The crawl was interrupted because the service stopped.";
const RECOVERY_PAGE = 100;

export function createCrawlRunner(deps: GlueDependencies): CrawlRunner {
  return new Runner(deps);
}

class Runner implements CrawlRunner {
  readonly #deps: GlueDependencies;
  readonly #slices: CpuSlices;
  /** Crawls of this process by id, waiting ones among them. */
  readonly #aborts = new Map<string, AbortController>();
  readonly #waiting: Run[] = [];
  readonly #working = new Set<Promise<void>>();
  #recovery: Promise<void> | undefined;
  #isClosing = false;

  constructor(deps: GlueDependencies) {
    this.#deps = deps;
    this.#slices = createCpuSlices(deps.runtime);
  }

  ready(): Promise<void> {
    return (this.#recovery ??= recoverCrawls(this.#deps));
  }

  async start(scope: Scope, name: string): Promise<void> {
    await this.ready();
    const id = this.#deps.runtime.ids.uuid();
    // Known before the crawler is seen to be running, so that a stop always finds the crawl it stops.
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    try {
      const definition = await this.#deps.records.transact((transaction) =>
        markRunning(transaction, scope, { name, id }),
      );
      this.#waiting.push({ id, scope, definition, signal: abort.signal });
    } catch (error) {
      this.#aborts.delete(id);
      throw error;
    }
    this.#launch();
  }

  async stop(scope: Scope, name: string): Promise<void> {
    await this.ready();
    const id = await this.#deps.records.transact((transaction) => markStopping(transaction, scope, name));
    this.#aborts.get(id)?.abort(new CrawlFailure("The crawl was stopped."));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const abort of this.#aborts.values()) abort.abort(new CrawlFailure(INTERRUPTED));
    await Promise.all([...this.#working, ...this.#waiting.splice(0).map((run) => this.#perform(run))]);
  }

  #launch(): void {
    while (!this.#isClosing && this.#working.size < CRAWLS_RUNNING_MAX) {
      const run = this.#waiting.shift();
      if (run === undefined) return;
      const work = this.#perform(run).finally(() => {
        this.#working.delete(work);
        this.#launch();
      });
      this.#working.add(work);
    }
  }

  /** Never rejects: how the crawl ended is in the records. */
  async #perform(run: Run): Promise<void> {
    const { records, runtime } = this.#deps;
    const { signal, scope } = run;
    const log = runtime.log.with({ crawler: run.definition.Name, crawl: run.id });
    let ending: Ending;
    try {
      signal.throwIfAborted();
      ending = { status: "SUCCEEDED", changes: await this.#crawl(run, log) };
    } catch (error) {
      ending = { ...endingOf(error, signal, this.#isClosing), changes: noChanges() };
      if (!(error instanceof ServiceError || error instanceof CrawlFailure))
        log.error("crawl failed", { cause: String(error) });
    }
    this.#aborts.delete(run.id);
    try {
      await records.transact((transaction) =>
        endCrawl(transaction, { ...scope, nowMs: runtime.clock.nowMs() }, run.definition.Name, ending),
      );
    } catch (error) {
      // The crawler stays RUNNING in the records; the next start ends this crawl as FAILED.
      log.error("crawl could not be ended", { cause: String(error) });
    }
  }

  async #crawl({ definition, scope, signal }: Run, log: Log): Promise<CrawlChanges> {
    const caller = await assumeCrawlerRole(this.#deps.roles, scope, definition);
    const role = scopeOfCaller(caller, scope.nowMs);
    return crawl({ ...this.#deps, slices: this.#slices, log, caller, scope: role, definition, signal });
  }
}

/** Resolves with what is to be crawled. */
function markRunning(transaction: Transaction, scope: Scope, wanted: { name: string; id: string }): CrawlerDefinition {
  const { name, id } = wanted;
  const record = requireCrawler(transaction, scope, name);
  if (record.state !== "READY") throw crawlerRunning(name);
  putCrawler(transaction, scope, { ...record, state: "RUNNING", run: { id, startedMs: scope.nowMs } });
  transaction.put(runningKey(scope.accountId, scope.region, name), encodeRecord({ id }));
  return record.definition;
}

/** Resolves with the id of the crawl that is to stop. */
function markStopping(transaction: Transaction, scope: Scope, name: string): string {
  const record = requireCrawler(transaction, scope, name);
  if (record.state === "STOPPING") throw crawlerStopping(name);
  if (record.state !== "RUNNING" || record.run === undefined) throw crawlerNotRunning(name);
  putCrawler(transaction, scope, { ...record, state: "STOPPING" });
  return record.run.id;
}

/** Ends the crawls that the records call running; nothing of this process is at work yet. */
async function recoverCrawls({ records, runtime }: GlueDependencies): Promise<void> {
  for (let found = RECOVERY_PAGE; found === RECOVERY_PAGE;) {
    found = await records.transact((transaction) => {
      const entries = transaction.range({ prefix: runningKey(), limit: RECOVERY_PAGE });
      for (const { key } of entries) {
        const [accountId = "", region = "", name = ""] = key.slice(1).map(String);
        const scope = { accountId, region, callerArn: "", nowMs: runtime.clock.nowMs() };
        endCrawl(transaction, scope, name, { status: "FAILED", errorMessage: INTERRUPTED, changes: noChanges() });
        transaction.delete(key);
      }
      return entries.length;
    });
  }
}

function endingOf(error: unknown, signal: AbortSignal, isClosing: boolean): Omit<Ending, "changes"> {
  if (signal.aborted) return isClosing ? { status: "FAILED", errorMessage: INTERRUPTED } : { status: "CANCELLED" };
  if (error instanceof ServiceError) return { status: "FAILED", errorMessage: `${error.code}: ${error.message}` };
  if (error instanceof CrawlFailure) return { status: "FAILED", errorMessage: error.message };
  return { status: "FAILED", errorMessage: "Internal Service Exception" };
}

/** Makes the crawler READY and adds the crawl to its history, of which the oldest entry beyond the limit goes. */
function endCrawl(transaction: Transaction, scope: Scope, name: string, ending: Ending): void {
  const record = findCrawler(transaction, scope, name);
  if (record?.run === undefined) return;
  const { run, ...rest } = record;
  const { status, errorMessage, changes } = ending;
  const last: CrawlRecord = {
    id: run.id,
    startedMs: run.startedMs,
    endedMs: scope.nowMs,
    status,
    errorMessage,
    ...changes,
  };
  putCrawler(transaction, scope, { ...rest, state: "READY", last });
  transaction.put(crawlKey(scope, name, run.startedMs, run.id), encodeRecord(last));
  transaction.delete(runningKey(scope.accountId, scope.region, name));
  const history = transaction.range({ prefix: crawlKey(scope, name), reverse: true, limit: CRAWL_HISTORY_MAX + 1 });
  const oldest = history[CRAWL_HISTORY_MAX];
  if (oldest !== undefined) transaction.delete(oldest.key);
}
