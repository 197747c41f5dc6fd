/**
 * Crawlers and their finished crawls as records: `["glue", account, region, "crawler", name]` and `["glue", account, region, "crawl", name,
 * startedMs, id]`. Crawler names keep their case.
 */
import type { Crawler, CrawlerHistory, LastCrawlInfo, RecrawlPolicy, S3Target } from "@aws-sdk/client-glue";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { crawlerNotFound } from "../errors.ts";
import { crawlerKey, decodeRecord, encodeRecord, readRecord } from "../records.ts";
import type { Scope } from "../scope.ts";

/** A checked definition, with AWS's defaults filled in. */
export interface CrawlerDefinition {
  readonly Name: string;
  readonly Role: string;
  readonly DatabaseName: string;
  readonly Description?: string | undefined;
  readonly Targets: { readonly S3Targets: readonly S3Target[] };
  readonly TablePrefix?: string | undefined;
  readonly SchemaChangePolicy: {
    readonly UpdateBehavior: "UPDATE_IN_DATABASE" | "LOG";
    readonly DeleteBehavior: "DELETE_FROM_DATABASE" | "DEPRECATE_IN_DATABASE" | "LOG";
  };
  readonly RecrawlPolicy: RecrawlPolicy;
  readonly Configuration?: string | undefined;
}

export interface CrawlRecord {
  readonly id: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly status: "SUCCEEDED" | "CANCELLED" | "FAILED";
  readonly errorMessage?: string | undefined;
  readonly tablesCreated: readonly string[];
  readonly tablesUpdated: readonly string[];
  readonly tablesDeleted: readonly string[];
  readonly partitionsCreated: number;
  readonly partitionsUpdated: number;
  readonly partitionsDeleted: number;
}

export interface CrawlerRecord {
  readonly definition: CrawlerDefinition;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly version: number;
  readonly state: "READY" | "RUNNING" | "STOPPING";
  /** The crawl at work. */
  readonly run?: { readonly id: string; readonly startedMs: number } | undefined;
  readonly last?: CrawlRecord | undefined;
}

export function findCrawler(reader: Reader, scope: Scope, name: string): CrawlerRecord | undefined {
  return readRecord<CrawlerRecord>(reader, crawlerKey(scope, name));
}

/** @throws EntityNotFoundException */
export function requireCrawler(reader: Reader, scope: Scope, name: string): CrawlerRecord {
  const record = findCrawler(reader, scope, name);
  if (record === undefined) throw crawlerNotFound(name);
  return record;
}

export function putCrawler(
  transaction: Transaction,
  scope: Pick<Scope, "accountId" | "region">,
  record: CrawlerRecord,
): void {
  transaction.put(crawlerKey(scope, record.definition.Name), encodeRecord(record));
}

/** In name order, after `after`. One more than `limit` tells that there is more. */
export function listCrawlerRecords(
  reader: Reader,
  scope: Scope,
  page: { readonly limit: number; readonly after?: string | undefined },
): CrawlerRecord[] {
  const prefix = crawlerKey(scope);
  const entries = reader.range({
    prefix,
    limit: page.limit,
    ...(page.after === undefined ? {} : { startAfter: [...prefix, page.after] }),
  });
  return entries.map((entry) => decodeRecord<CrawlerRecord>(entry.value));
}

const LOG_GROUP = "/aws-glue/crawlers";

export function crawlerShape(record: CrawlerRecord, nowMs: number): Crawler {
  const { definition, run, last } = record;
  return {
    Name: definition.Name,
    Role: definition.Role,
    // AWS: answers all kinds of targets, empty ones too.
    Targets: {
      S3Targets: [...definition.Targets.S3Targets],
      JdbcTargets: [],
      MongoDBTargets: [],
      DynamoDBTargets: [],
      CatalogTargets: [],
      DeltaTargets: [],
      IcebergTargets: [],
      HudiTargets: [],
    },
    DatabaseName: definition.DatabaseName,
    Description: definition.Description,
    Classifiers: [],
    RecrawlPolicy: definition.RecrawlPolicy,
    SchemaChangePolicy: definition.SchemaChangePolicy,
    LineageConfiguration: { CrawlerLineageSettings: "DISABLE" },
    State: record.state,
    TablePrefix: definition.TablePrefix,
    CrawlElapsedTime: run === undefined ? 0 : Math.max(0, nowMs - run.startedMs),
    CreationTime: new Date(record.createdMs),
    LastUpdated: new Date(record.updatedMs),
    ...(last === undefined ? {} : { LastCrawl: lastCrawlShape(definition.Name, last) }),
    Version: record.version,
    Configuration: definition.Configuration,
    LakeFormationConfiguration: { UseLakeFormationCredentials: false, AccountId: "" },
  };
}

function lastCrawlShape(name: string, last: CrawlRecord): LastCrawlInfo {
  return {
    Status: last.status,
    ...(last.errorMessage === undefined ? {} : { ErrorMessage: last.errorMessage }),
    LogGroup: LOG_GROUP,
    LogStream: name,
    MessagePrefix: last.id,
    StartTime: new Date(last.startedMs),
  };
}

export function crawlHistoryShape(name: string, crawl: CrawlRecord): CrawlerHistory {
  return {
    CrawlId: crawl.id,
    State: crawl.status === "SUCCEEDED" ? "COMPLETED" : crawl.status === "CANCELLED" ? "STOPPED" : "FAILED",
    StartTime: new Date(crawl.startedMs),
    EndTime: new Date(crawl.endedMs),
    Summary: crawlSummary(crawl),
    ...(crawl.errorMessage === undefined ? {} : { ErrorMessage: crawl.errorMessage }),
    LogGroup: LOG_GROUP,
    LogStream: name,
    MessagePrefix: crawl.id,
    DPUHour: 0,
  };
}

/** The crawl at work, when there is one. */
export function runningCrawlShape(record: CrawlerRecord): CrawlerHistory[] {
  if (record.run === undefined) return [];
  const { id, startedMs } = record.run;
  const log = { LogGroup: LOG_GROUP, LogStream: record.definition.Name, MessagePrefix: id };
  return [{ CrawlId: id, State: "RUNNING", StartTime: new Date(startedMs), ...log, DPUHour: 0 }];
}

/** A JSON text in AWS's form: for TABLE and PARTITION, what was added, updated and deleted, by count and with table names. */
function crawlSummary(crawl: CrawlRecord): string {
  const tables = (names: readonly string[]): object => ({ Details: { names }, Count: names.length });
  return JSON.stringify({
    TABLE: {
      ADD: tables(crawl.tablesCreated),
      UPDATE: tables(crawl.tablesUpdated),
      DELETE: tables(crawl.tablesDeleted),
    },
    PARTITION: {
      ADD: { Count: crawl.partitionsCreated },
      UPDATE: { Count: crawl.partitionsUpdated },
      DELETE: { Count: crawl.partitionsDeleted },
    },
  });
}
