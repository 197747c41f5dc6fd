/** The room as a whole over the memory store: bounds, what survives a restart, and that a failing store never reaches a caller. */
import { policyPrincipals } from "../../../src/services/iam/policy-principals.ts";
import { describe, expect, test } from "vitest";
import type { RefusedDecision } from "../../../src/kit/ports/decision-log.ts";
import type { AuditEntry } from "../../../src/kit/ports/audit-trail.ts";
import type { UserPrincipal } from "../../../src/auth/principal.ts";
import { manualClock } from "../../../src/runtime/clock.ts";
import { createLog, silentLog } from "../../../src/runtime/log.ts";
import { type Runtime, systemRuntime } from "../../../src/runtime/runtime.ts";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import type { RecordStore } from "../../../src/storage/record-store.ts";
import { type Audit, createAudit } from "../../../src/audit/audit.ts";
import { REFUSALS_MAX, REFUSALS_PER_REQUEST_MAX, USE_RESOURCES_MAX } from "../../../src/audit/limits.ts";

const ACCOUNT = "111122223333";
const START_MS = Date.UTC(2026, 10, 23);
const ana: UserPrincipal = {
  type: "user",
  accountId: ACCOUNT,
  accessKeyId: "AKIAUSER",
  arn: `arn:aws:iam::${ACCOUNT}:user/ana`,
  userId: "AIDAUSER",
  userName: "ana",
};
const caller = (requestId: string) =>
  ({
    principal: ana,
    accountId: ACCOUNT,
    region: "us-east-1",
    origin: { requestId, sourceIp: "127.0.0.1", isSecure: false },
  }) as const;
const check = { action: "s3:GetObject", resource: "arn:aws:s3:::lake/k" };
const denied: RefusedDecision = {
  isAllowed: false,
  outcome: "implicit-deny",
  layer: "identity-policy",
  isCrossAccount: false,
  layers: [{ layer: "identity-policy", outcome: "implicit-deny" }],
  nearMisses: [],
};

function world(options: { readonly records?: RecordStore; readonly eventBytesMax?: number } = {}): {
  readonly audit: Audit;
  readonly runtime: Runtime;
  readonly records: RecordStore;
  readonly lines: string[];
} {
  const lines: string[] = [];
  const log = createLog({ level: "info", wallMs: () => 0, write: (line) => lines.push(line) });
  const runtime = systemRuntime(log, manualClock(START_MS));
  const records = options.records ?? openMemoryRecordStore();
  return {
    audit: createAudit({ principals: () => policyPrincipals, recordsData: false, ...options, records, runtime }),
    runtime,
    records,
    lines,
  };
}

const entry = (index: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  requestId: `R${index}`,
  timeMs: START_MS + index,
  caller: caller(`R${index}`),
  eventSource: "glue.amazonaws.com",
  operation: `Op${index}`,
  isReadOnly: true,
  isManagement: true,
  resources: [],
  requestParameters: undefined,
  errorCode: undefined,
  errorMessage: undefined,
  ...more,
});

const QUERY = { accountId: ACCOUNT, region: "us-east-1", category: "Management", limit: 500 } as const;
const countKeys = (records: RecordStore, ...prefix: string[]): Promise<number> =>
  records.read((reader) => reader.range({ prefix: ["audit", ...prefix], limit: 10_000 }).length);

describe("events", () => {
  test("come back newest first, in pages that fit together, also from large and small batches", async () => {
    const { audit } = world();
    for (let index = 0; index < 1_200; index += 1) audit.trail.record(entry(index));
    await audit.history.lookup(QUERY);
    for (let index = 1_200; index < 1_210; index += 1) {
      audit.trail.record(entry(index));
      await audit.history.lookup({ ...QUERY, limit: 1 });
    }
    const names: string[] = [];
    let after;
    do {
      const page = await audit.history.lookup({ ...QUERY, limit: 77, after });
      names.push(...page.events.map(({ eventName }) => eventName));
      after = page.next;
    } while (after !== undefined);
    expect(names).toEqual(Array.from({ length: 1_210 }, (_, index) => `Op${1_209 - index}`));
  });

  test("of data are kept apart, and only when asked for", async () => {
    const { audit } = world();
    audit.trail.record(entry(1, { isManagement: false }));
    expect((await audit.history.lookup({ ...QUERY, category: "Data" })).events).toEqual([]);
    const runtime = systemRuntime(silentLog(), manualClock(START_MS));
    const all = createAudit({
      records: openMemoryRecordStore(),
      runtime,
      principals: () => policyPrincipals,
      recordsData: true,
    });
    all.trail.record(entry(1, { isManagement: false }));
    expect((await all.history.lookup(QUERY)).events).toEqual([]);
    expect((await all.history.lookup({ ...QUERY, category: "Data" })).events).toHaveLength(1);
  });

  test("are bounded in bytes: the oldest go", async () => {
    const { audit, records } = world({ eventBytesMax: 20_000 });
    for (let index = 0; index < 200; index += 1) {
      audit.trail.record(entry(index));
      if (index % 10 === 9) await audit.history.lookup({ ...QUERY, limit: 1 });
    }
    await expect.poll(async () => (await audit.history.lookup(QUERY)).events.length).toBeLessThan(60);
    const { events } = await audit.history.lookup(QUERY);
    expect(events[0]?.eventName).toBe("Op199");
    expect(await countKeys(records, "event")).toBe(await countKeys(records, "event-age"));
  });

  test("survive a restart, and closing writes the last ones", async () => {
    const { audit, records } = world();
    audit.trail.record(entry(1));
    await audit.close();
    expect((await world({ records }).audit.history.lookup(QUERY)).events).toMatchObject([{ eventName: "Op1" }]);
  });

  test("a store that fails costs no caller anything", async () => {
    const broken: RecordStore = {
      ...openMemoryRecordStore(),
      transact: () => Promise.reject(new RangeError("full")),
    };
    const { audit, lines, runtime } = world({ records: broken });
    audit.trail.record(entry(1));
    audit.decisions.allowed(caller("R"), check);
    audit.decisions.refused(caller("R"), check, denied);
    await audit.close();
    expect(lines.filter((line) => line.includes("cannot write"))).toHaveLength(3);
    expect(runtime.metrics.render()).toContain('lakebed_audit_dropped_total{kind="event"} 1');
  });
});

describe("refusals", () => {
  test("are kept under their request with what would have allowed them, and the newest is found", async () => {
    const { audit } = world();
    const changes = [{ layer: "identity-policy", add: { Effect: "Allow" } }] as const;
    audit.decisions.refused(caller("FIRST"), check, { ...denied, remedy: () => ({ changes }) });
    audit.decisions.refused(caller("0LAST"), { ...check, action: "s3:PutObject" }, denied);
    expect(await audit.refusals.of("FIRST")).toMatchObject([
      { requestId: "FIRST", principal: ana.arn, action: "s3:GetObject", decision: denied, remedy: { changes } },
    ]);
    expect(await audit.refusals.newest(() => true)).toBe("0LAST");
    expect(await audit.refusals.newest(({ accountId }) => accountId === "000000000000")).toBeUndefined();
    expect(await audit.refusals.of("NONE")).toEqual([]);
  });

  test("a remedy that cannot be found takes nothing else with it", async () => {
    const { audit } = world();
    const remedy = (): never => {
      throw new RangeError("bug");
    };
    audit.decisions.refused(caller("R"), check, { ...denied, remedy });
    expect(await audit.refusals.of("R")).toMatchObject([{ requestId: "R" }]);
  });

  test("are bounded: so many of a request, so many altogether, and 30 days", async () => {
    const { audit, records, runtime } = world();
    for (let index = 0; index < 20; index += 1) audit.decisions.refused(caller("SAME"), check, denied);
    expect(await audit.refusals.of("SAME")).toHaveLength(REFUSALS_PER_REQUEST_MAX);
    runtime.clock.advance(1);
    for (let index = 0; index < REFUSALS_MAX + 100; index += 1) {
      audit.decisions.refused(caller(`R${index}`), check, denied);
      if (index % 1_000 === 999) await audit.refusals.newest(() => true);
    }
    expect(await audit.refusals.of(`R${REFUSALS_MAX + 99}`)).toHaveLength(1);
    expect(await audit.refusals.of("SAME")).toEqual([]);
    expect(await countKeys(records, "refusal")).toBe(REFUSALS_MAX);
    runtime.clock.advance(31 * 86_400_000);
    audit.decisions.refused(caller("LATER"), check, denied);
    await audit.refusals.of("LATER");
    expect(await countKeys(records, "refusal")).toBeLessThan(REFUSALS_MAX);
  });

  test("say once a minute in the log what to type", () => {
    const { audit, lines, runtime } = world();
    for (const id of ["A", "B", "C"]) audit.decisions.refused(caller(id), check, denied);
    audit.decisions.refused(caller("D"), { ...check, action: "s3:PutObject" }, denied);
    runtime.clock.advance(60_000);
    audit.decisions.refused(caller("E"), check, denied);
    expect(lines.map((line) => (JSON.parse(line) as { why: string }).why)).toEqual([
      "lakebed why A",
      "lakebed why D",
      "lakebed why E",
    ]);
  });
});

describe("permissions used", () => {
  test("are added up per principal and action, over writes and restarts", async () => {
    const { audit, records, runtime } = world();
    audit.decisions.allowed(caller("1"), check);
    audit.decisions.allowed(caller("2"), check);
    await audit.uses.of(ana.arn);
    runtime.clock.advance(1_000);
    audit.decisions.allowed(caller("3"), { ...check, resource: "arn:aws:s3:::lake/a/b" });
    await audit.close();
    expect(await world({ records }).audit.uses.of(ana.arn)).toEqual([
      {
        action: "s3:GetObject",
        count: 3,
        firstMs: START_MS,
        lastMs: START_MS + 1_000,
        lastRegion: "us-east-1",
        resources: [
          { resource: "arn:aws:s3:::lake/k", count: 2, lastMs: START_MS },
          { resource: "arn:aws:s3:::lake/a/*", count: 1, lastMs: START_MS + 1_000 },
        ],
      },
    ]);
    expect(await audit.uses.of("arn:aws:iam::1:user/other")).toEqual([]);
  });

  test("of many resources are folded", async () => {
    const { audit } = world();
    for (let index = 0; index < 500; index += 1)
      audit.decisions.allowed(caller("1"), { ...check, resource: `arn:aws:s3:::lake/day/${index}/k` });
    const [use] = await audit.uses.of(ana.arn);
    expect(use?.resources.length).toBeLessThanOrEqual(USE_RESOURCES_MAX);
    expect(use).toMatchObject({ count: 500, resources: [{ resource: "arn:aws:s3:::lake/day/*", count: 500 }] });
  });

  test("are forgotten after 400 days", async () => {
    const { audit, runtime } = world();
    audit.decisions.allowed(caller("1"), check);
    expect(await audit.uses.of(ana.arn)).toHaveLength(1);
    runtime.clock.advance(401 * 86_400_000);
    expect(await audit.uses.of(ana.arn)).toEqual([]);
  });
});
