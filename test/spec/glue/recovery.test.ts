/**
 * What stays when the process dies: crawls that nobody works on any more, and the records below a deleted database.
 */
import { expect, test } from "vitest";
import type { Caller } from "../../../src/auth/principal.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { createCatalog } from "../../../src/services/glue/catalog.ts";
import { createDatabase, deleteDatabase } from "../../../src/services/glue/catalog/databases.ts";
import { sweepGarbage } from "../../../src/services/glue/catalog/garbage.ts";
import { checkedCrawler } from "../../../src/services/glue/crawlers/crawler-input.ts";
import { crawlerShape, putCrawler, requireCrawler } from "../../../src/services/glue/crawlers/crawler-records.ts";
import type { GlueDependencies } from "../../../src/services/glue/dependencies.ts";
import { SWEEP_BATCH_RECORDS } from "../../../src/services/glue/limits.ts";
import { type Scope, scopeOfCaller } from "../../../src/services/glue/scope.ts";
import { createGlue } from "../../../src/services/glue/service.ts";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import type { RecordStore } from "../../../src/storage/record-store.ts";
import { policyPrincipals } from "../../../src/services/iam/policy-principals.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";

const runtime = systemRuntime(silentLog());
const caller: Caller = {
  principal: {
    type: "root",
    accountId: "000000000000",
    accessKeyId: "k",
    arn: "arn:aws:iam::000000000000:root",
    userId: "u",
  },
  accountId: "000000000000",
  region: "us-east-1",
};
const scope: Scope = scopeOfCaller(caller, 1000);

const never = (): Promise<never> => new Promise(() => {});

/** What Glue is made over when no crawl gets anywhere. */
function stalled(records: RecordStore): GlueDependencies {
  const objects = {
    list: never,
    head: never,
    read: never,
    put: never,
    putFile: never,
    delete: never,
    localFile: never,
  };
  return {
    records,
    runtime,
    objects,
    roles: { assumeForService: never },
    principals: policyPrincipals,
    authorizer: policyAuthorizer(),
  };
}

async function withCrawler(records: RecordStore): Promise<void> {
  const definition = checkedCrawler(
    { Name: "c", Role: "r", DatabaseName: "d", Targets: { S3Targets: [{ Path: "s3://bucket/" }] } },
    undefined,
  );
  await records.transact((transaction) =>
    putCrawler(transaction, scope, { definition, createdMs: 0, updatedMs: 0, version: 1, state: "READY" }),
  );
}

const allKeys = (records: RecordStore): Promise<string[]> =>
  records.read((reader) => reader.range({ limit: 10_000 }).map((entry) => JSON.stringify(entry.key)));

test("a crawl that a crash interrupted ends as FAILED at the next start, and the crawler can run again", async () => {
  const records = openMemoryRecordStore();
  await withCrawler(records);
  const crashed = createGlue(stalled(records));
  await crashed.crawls.start(scope, "c");
  expect(await records.read((reader) => requireCrawler(reader, scope, "c").state)).toBe("RUNNING");

  const next = createGlue(stalled(records));
  await next.crawls.ready();
  const crawler = await records.read((reader) => crawlerShape(requireCrawler(reader, scope, "c"), 2000));
  expect(crawler).toMatchObject({
    State: "READY",
    CrawlElapsedTime: 0,
    LastCrawl: { Status: "FAILED", ErrorMessage: "The crawl was interrupted because the service stopped." },
  });
  await next.crawls.start(scope, "c");
  expect(await records.read((reader) => requireCrawler(reader, scope, "c").state)).toBe("RUNNING");
});

test("a deleted database is gone at once, and the sweep leaves no record of it, however often it is cut off", async () => {
  const records = openMemoryRecordStore();
  const before = await allKeys(records);
  const catalog = createCatalog({ records, runtime, sweepSoon: () => {} }, policyAuthorizer());
  await records.transact((transaction) => createDatabase(transaction, scope, { id: "db", input: { Name: "big" } }));
  for (let table = 0; table < 3; table += 1) {
    await catalog.createTable(caller, "big", { Name: `t${table}`, PartitionKeys: [{ Name: "p", Type: "string" }] });
    const inputs = Array.from({ length: SWEEP_BATCH_RECORDS + 10 }, (_, index) => ({ Values: [`v${index}`] }));
    expect(await catalog.createPartitions(caller, "big", `t${table}`, inputs)).toBe(inputs.length);
    await catalog.updateTable(caller, "big", { Name: `t${table}`, PartitionKeys: [{ Name: "p", Type: "string" }] });
  }
  await records.transact((transaction) => deleteDatabase(transaction, scope, "big"));
  expect(await catalog.getTable(caller, "big", "t0")).toBeUndefined();
  await catalog.createDatabase(caller, { Name: "big" });
  expect((await catalog.listTables(caller, "big")).items).toEqual([]);
  await catalog.deleteDatabase(caller, "big");

  let transactions = 0;
  for (let isDone = false; !isDone;) {
    // A sweep that dies after one transaction, as in a crash.
    const cut = new AbortController();
    const oneStep: RecordStore = {
      ...records,
      transact: async (body) => {
        const result = await records.transact(body);
        transactions += 1;
        cut.abort();
        return result;
      },
    };
    await sweepGarbage(oneStep, cut.signal);
    isDone = (await allKeys(records)).length === before.length;
    expect(transactions).toBeLessThan(100);
  }
  expect(await allKeys(records)).toEqual(before);
});

test("the port leaves existing partitions alone, counts new ones and does not mind absent ones", async () => {
  const records = openMemoryRecordStore();
  const catalog = createCatalog({ records, runtime, sweepSoon: () => {} }, policyAuthorizer());
  await catalog.createDatabase(caller, { Name: "DB" });
  await catalog.createTable(caller, "db", { Name: "T", PartitionKeys: [{ Name: "p", Type: "string" }] });
  expect(
    await catalog.createPartitions(caller, "Db", "t", [{ Values: ["a"], Parameters: { n: "1" } }, { Values: ["b"] }]),
  ).toBe(2);
  expect(
    await catalog.createPartitions(caller, "db", "T", [{ Values: ["a"], Parameters: { n: "2" } }, { Values: ["c"] }]),
  ).toBe(1);
  await catalog.deletePartitions(caller, "db", "t", [["b"], ["absent"]]);
  const { items } = await catalog.listPartitions(caller, "db", "t", "p in ('a', 'c')");
  expect(items.map((partition) => [partition.Values, partition.Parameters])).toEqual([
    [["a"], { n: "1" }],
    [["c"], undefined],
  ]);
  expect(await catalog.getDatabase(caller, "absent")).toBeUndefined();
});

test("the port denies who may not", async () => {
  const catalog = createCatalog({ records: openMemoryRecordStore(), runtime, sweepSoon: () => {} }, policyAuthorizer());
  const anonymous: Caller = { ...caller, principal: { type: "anonymous" } };
  const calls = [
    catalog.getDatabase(anonymous, "d"),
    catalog.listDatabases(anonymous),
    catalog.createDatabase(anonymous, { Name: "d" }),
    catalog.deleteDatabase(anonymous, "d"),
    catalog.getTable(anonymous, "d", "t"),
    catalog.listTables(anonymous, "d"),
    catalog.createTable(anonymous, "d", { Name: "t" }),
    catalog.updateTable(anonymous, "d", { Name: "t" }),
    catalog.deleteTable(anonymous, "d", "t"),
    catalog.listPartitions(anonymous, "d", "t"),
    catalog.createPartitions(anonymous, "d", "t", []),
    catalog.deletePartitions(anonymous, "d", "t", []),
  ];
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "AccessDeniedException" } });
});
