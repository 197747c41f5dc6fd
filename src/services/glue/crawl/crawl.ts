/**
 * One crawl from start to end: list each target, sample its files, group them into tables, write the tables. All of it is done in the name of the
 * crawler's role.
 */
import type { Authorizer } from "../../../auth/authorize.ts";
import type { Caller } from "../../../auth/principal.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { parseConfiguration } from "../crawlers/configuration.ts";
import type { CrawlerDefinition } from "../crawlers/crawler-records.ts";
import { CRAWL_READS_MAX, CRAWL_TABLES_MAX } from "../limits.ts";
import type { Scope } from "../scope.ts";
import type { CpuSlices } from "./cpu-slices.ts";
import { CrawlFailure } from "./crawl-failure.ts";
import { type FileLayout, isLayout } from "./file-layout.ts";
import { type GroupedFile, groupTables } from "./group-tables.ts";
import { type CrawlFile, type ListedTarget, listTarget, parseTargetPath } from "./list-target.ts";
import { sampleFile } from "./sample-file.ts";
import { crawledTable } from "./table-input.ts";
import {
  type CatalogWriter,
  type CrawlChanges,
  ensureDatabase,
  noChanges,
  retireMissingTables,
  writeTable,
} from "./write-catalog.ts";

export interface CrawlRequest {
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  readonly authorizer: Authorizer;
  readonly runtime: Pick<Runtime, "ids">;
  readonly slices: CpuSlices;
  readonly log: Log;
  readonly caller: Caller;
  readonly scope: Scope;
  readonly definition: CrawlerDefinition;
  readonly signal: AbortSignal;
}

/** Files of one folder named in the log when they are left out; more are counted. */
const LOGGED_FILES_MAX = 20;

/** @throws {CrawlFailure} and S3's ServiceErrors; the signal's reason when aborted */
export async function crawl(request: CrawlRequest): Promise<CrawlChanges> {
  const { definition } = request;
  const configuration = parseConfiguration(definition.Configuration);
  const writer: CatalogWriter = {
    records: request.records,
    runtime: request.runtime,
    scope: request.scope,
    authorize: async (checks) => request.authorizer.authorize(request.caller, checks, "json"),
    database: definition.DatabaseName.toLowerCase(),
    crawler: definition.Name,
    updateBehavior: definition.SchemaChangePolicy.UpdateBehavior,
    deleteBehavior: definition.SchemaChangePolicy.DeleteBehavior,
    configuration,
    signal: request.signal,
    changes: noChanges(),
  };
  await ensureDatabase(writer);
  const written = new Set<string>();
  for (const target of definition.Targets.S3Targets) {
    const exclusions = target.Exclusions ?? [];
    const listed = await listTarget(request.objects, request.caller, {
      path: parseTargetPath(target.Path),
      exclusions,
      signal: request.signal,
    });
    const files = await sampleTarget(request, listed, target.SampleSize);
    const { bucket } = listed.path;
    for (const group of groupTables(listed.path.folder, files, configuration)) {
      if (written.size >= (configuration.tableThreshold ?? CRAWL_TABLES_MAX))
        throw new CrawlFailure(`The crawl found more than ${written.size} tables`);
      request.signal.throwIfAborted();
      const table = crawledTable(group, {
        bucket,
        prefix: definition.TablePrefix ?? "",
        crawler: definition.Name,
        exclusions,
      });
      written.add(await writeTable(writer, table));
    }
  }
  await retireMissingTables(
    writer,
    written,
    definition.Targets.S3Targets.map((target) => folderOf(target.Path)),
  );
  return writer.changes;
}

function folderOf(path: string | undefined): string {
  const { bucket, folder } = parseTargetPath(path);
  return `s3://${bucket}/${folder}`;
}

/** Layouts of all files; with `sampleSize` only that many of each folder are read, and the others are taken to be like the first. */
async function sampleTarget(
  request: CrawlRequest,
  listed: ListedTarget,
  sampleSize: number | undefined,
): Promise<GroupedFile[]> {
  const source = { ...request, bucket: listed.path.bucket };
  const chosen = sampleSize === undefined ? listed.files : firstOfEachFolder(listed.files, sampleSize);
  const layouts = new Map<string, FileLayout>();
  let leftOut = 0;
  await eachBounded(chosen, async (file) => {
    const verdict = await sampleFile(source, file);
    if (isLayout(verdict)) layouts.set(file.key, verdict);
    else if (leftOut++ < LOGGED_FILES_MAX)
      request.log.info("crawler left a file out", {
        key: file.key,
        classification: "UNKNOWN",
        reason: verdict.unclassified,
      });
  });
  if (leftOut > LOGGED_FILES_MAX)
    request.log.info("crawler left more files out", { count: leftOut - LOGGED_FILES_MAX });
  return sampleSize === undefined ? layoutOfEach(listed.files, layouts) : layoutOfFolder(listed.files, layouts);
}

function layoutOfEach(files: readonly CrawlFile[], layouts: ReadonlyMap<string, FileLayout>): GroupedFile[] {
  return files.flatMap((file) => {
    const layout = layouts.get(file.key);
    return layout === undefined ? [] : [{ ...file, layout }];
  });
}

function layoutOfFolder(files: readonly CrawlFile[], layouts: ReadonlyMap<string, FileLayout>): GroupedFile[] {
  const models = new Map<string, { layout: FileLayout; sizeBytes: number }>();
  for (const file of files) {
    const layout = layouts.get(file.key);
    if (layout !== undefined && !models.has(folderName(file.key)))
      models.set(folderName(file.key), { layout, sizeBytes: file.sizeBytes });
  }
  return files.flatMap((file) => {
    const model = models.get(folderName(file.key));
    const layout =
      layouts.get(file.key) ??
      (model === undefined
        ? undefined
        : { ...model.layout, recordCount: Math.round((model.layout.recordCount * file.sizeBytes) / model.sizeBytes) });
    return layout === undefined ? [] : [{ ...file, layout }];
  });
}

function firstOfEachFolder(files: readonly CrawlFile[], count: number): CrawlFile[] {
  const taken = new Map<string, number>();
  return files.filter((file) => {
    const before = taken.get(folderName(file.key)) ?? 0;
    taken.set(folderName(file.key), before + 1);
    return before < count;
  });
}

function folderName(key: string): string {
  return key.slice(0, key.lastIndexOf("/") + 1);
}

/** At most `CRAWL_READS_MAX` at a time. The first failure ends the others at their next file. */
async function eachBounded<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !hasFailed; item = items[next++]) {
      try {
        await act(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CRAWL_READS_MAX }, worker));
}
