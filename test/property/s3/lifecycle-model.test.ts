/**
 * Lifecycle against a model that goes day by day: at each midnight it looks at every version and every rule, as the user guide says, over plain lists. The job goes
 * key by key through all the days that have passed. Hundreds of worlds of random rules, versions and moves of the clock must end up the same.
 */
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { manualClock } from "../../../src/runtime/clock.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { REAL_DAY } from "../../../src/services/s3/lifecycle/lifecycle-day.ts";
import { lifecycleJob } from "../../../src/services/s3/lifecycle/lifecycle-job.ts";
import {
  type LifecycleRule,
  lifecycles,
  type MinimumSize,
} from "../../../src/services/s3/lifecycle/lifecycle-record.ts";
import { putProgress } from "../../../src/services/s3/lifecycle/progress.ts";
import { newUploadId, putUpload } from "../../../src/services/s3/multipart/upload-store.ts";
import type { Versioning } from "../../../src/services/s3/store/bucket-record.ts";
import { addBucket, requireBucket } from "../../../src/services/s3/store/buckets.ts";
import { commitVersion } from "../../../src/services/s3/store/commit-version.ts";
import { deleteVersion } from "../../../src/services/s3/store/delete-version.ts";
import { uploadsPrefix } from "../../../src/services/s3/store/keys.ts";
import { versionSource } from "../../../src/services/s3/listing/sources.ts";
import { newVersionId } from "../../../src/services/s3/store/version-id.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Storage } from "../../../src/storage/storage.ts";

const DAY = 86_400_000;
const START = Date.UTC(2030, 0, 1);
const BUCKET = "world";
const KIB = 1024;
const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

interface Chance {
  /** 0 to `below` - 1. */
  number(below: number): number;
  of<T>(choices: readonly T[]): T;
  is(percent: number): boolean;
}

/** mulberry32 */
function chanceOf(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return { number, of: (choices) => choices[number(choices.length)] as never, is: (percent) => number(100) < percent };
}

// The model: plain lists, newest version first, and one midnight after the other.

interface ModelVersion {
  readonly label: string;
  readonly isMarker: boolean;
  readonly size: number;
  readonly tag: string | undefined;
  readonly writtenMs: number;
  readonly lockedUntilMs: number;
  storageClass: string;
  movedMs?: number;
  noncurrentMs?: number;
}

interface Model {
  readonly versioning: Versioning;
  readonly keys: Map<string, ModelVersion[]>;
  uploads: { key: string; begunMs: number }[];
  rules: readonly LifecycleRule[];
  minimumSize: MinimumSize;
}

const midnight = (timeMs: number): number => (timeMs % DAY === 0 ? timeMs : timeMs - (timeMs % DAY) + DAY);
const isOldEnough = (sinceMs: number, days: number, nowMs: number): boolean => midnight(sinceMs + days * DAY) <= nowMs;

function modelPut(model: Model, key: string, version: ModelVersion): void {
  const before = model.keys.get(key) ?? [];
  if (model.versioning === "off") {
    model.keys.set(key, [version]);
    return;
  }
  if (before[0] !== undefined) before[0].noncurrentMs = version.writtenMs;
  model.keys.set(key, [version, ...before]);
}

function modelDelete(model: Model, key: string, nowMs: number, label: string): void {
  if (model.versioning === "off") model.keys.delete(key);
  else modelPut(model, key, markerOf(label, nowMs));
}

function markerOf(label: string, writtenMs: number): ModelVersion {
  return { label, isMarker: true, size: 0, tag: undefined, writtenMs, lockedUntilMs: 0, storageClass: "" };
}

function modelDeleteVersion(model: Model, key: string, index: number): void {
  const versions = model.keys.get(key) ?? [];
  versions.splice(index, 1);
  if (versions.length === 0) model.keys.delete(key);
}

function applies(rule: LifecycleRule, key: string, version: ModelVersion): boolean {
  const { prefix, tags, largerThan, smallerThan } = rule.filter;
  if (!rule.isEnabled || !key.startsWith(prefix)) return false;
  if (largerThan !== undefined && !(version.size > largerThan)) return false;
  if (smallerThan !== undefined && !(version.size < smallerThan)) return false;
  return tags.every(([, value]) => version.tag === value);
}

function isGone(model: Model, key: string, index: number, nowMs: number): boolean {
  const versions = model.keys.get(key) ?? [];
  const version = versions[index];
  if (version === undefined || version.lockedUntilMs > nowMs) return false;
  return model.rules.some((rule) => {
    if (!applies(rule, key, version)) return false;
    const { expiration } = rule;
    if (index > 0) {
      const noncurrent = rule.noncurrentExpiration;
      if (noncurrent === undefined || index - 1 < (noncurrent.newer ?? 0)) return false;
      return isOldEnough(version.noncurrentMs ?? 0, noncurrent.days, nowMs);
    }
    if (expiration === undefined) return false;
    if (version.isMarker && versions.length > 1) return false;
    if (!version.isMarker && model.versioning !== "off") return false;
    if ("expiredMarker" in expiration)
      return version.isMarker && expiration.expiredMarker && isOldEnough(version.writtenMs, 0, nowMs);
    return isReached(expiration, version, nowMs);
  });
}

function isReached(when: { days: number } | { dateMs: number }, version: ModelVersion, nowMs: number): boolean {
  if ("days" in when) return isOldEnough(version.writtenMs, when.days, nowMs);
  return when.dateMs <= nowMs && isOldEnough(version.writtenMs, 0, nowMs);
}

const DOWN: Record<string, string[]> = {
  STANDARD: ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
  STANDARD_IA: ["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
  INTELLIGENT_TIERING: ["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
  ONEZONE_IA: ["GLACIER", "DEEP_ARCHIVE"],
  GLACIER_IR: ["GLACIER", "DEEP_ARCHIVE"],
  GLACIER: ["DEEP_ARCHIVE"],
  DEEP_ARCHIVE: [],
};
const BEST = ["DEEP_ARCHIVE", "GLACIER", "INTELLIGENT_TIERING", "GLACIER_IR", "ONEZONE_IA", "STANDARD_IA"];

function moveOf(model: Model, key: string, index: number, nowMs: number): string | undefined {
  const version = (model.keys.get(key) ?? [])[index];
  if (version === undefined || version.isMarker) return undefined;
  const reached = new Set<string>();
  for (const rule of model.rules) {
    if (!applies(rule, key, version)) continue;
    const hasSizes = rule.filter.largerThan !== undefined || rule.filter.smallerThan !== undefined;
    const moves = index === 0 ? rule.transitions : rule.noncurrentTransitions;
    for (const move of moves) {
      const { storageClass } = move;
      if (DOWN[version.storageClass]?.includes(storageClass) !== true) continue;
      const isArchive = storageClass === "GLACIER" || storageClass === "DEEP_ARCHIVE";
      const isSmallAllowed: boolean = hasSizes || (isArchive && model.minimumSize === "varies_by_storage_class");
      if (version.size < 128 * KIB && !isSmallAllowed) continue;
      const sinceMs = index === 0 ? version.writtenMs : (version.noncurrentMs ?? 0);
      if ("newer" in move && index - 1 < ((move as { newer?: number }).newer ?? 0)) continue;
      const isTime = "dateMs" in move ? isReached(move, version, nowMs) : isOldEnough(sinceMs, move.days, nowMs);
      if (!isTime) continue;
      // Intelligent-Tiering, once chosen, is left for a class without archive only by a move that comes later.
      const whenMs = "dateMs" in move ? Math.max(move.dateMs, midnight(sinceMs)) : midnight(sinceMs + move.days * DAY);
      if (
        version.storageClass === "INTELLIGENT_TIERING" &&
        !isArchive &&
        version.movedMs !== undefined &&
        whenMs <= version.movedMs
      )
        continue;
      reached.add(storageClass);
    }
  }
  return BEST.find((storageClass) => reached.has(storageClass));
}

/** Everything that is to be done at one midnight, deletions before moves before markers, until nothing more is. */
function modelMidnight(model: Model, nowMs: number): void {
  for (const key of model.keys.keys()) while (modelStep(model, key, nowMs)) continue;
  model.uploads = model.uploads.filter(
    ({ key, begunMs }) =>
      !model.rules.some(
        (rule) =>
          rule.isEnabled &&
          key.startsWith(rule.filter.prefix) &&
          rule.abortDays !== undefined &&
          isOldEnough(begunMs, rule.abortDays, nowMs),
      ),
  );
}

function modelStep(model: Model, key: string, nowMs: number): boolean {
  const versions = model.keys.get(key) ?? [];
  const gone = versions.filter((_, index) => isGone(model, key, index, nowMs));
  if (gone.length > 0) {
    const left = versions.filter((version) => !gone.includes(version));
    if (left.length === 0) model.keys.delete(key);
    else model.keys.set(key, left);
    return true;
  }
  let hasMoved = false;
  for (const [index, version] of versions.entries()) {
    const storageClass = moveOf(model, key, index, nowMs);
    if (storageClass === undefined) continue;
    Object.assign(version, { storageClass, movedMs: nowMs });
    hasMoved = true;
  }
  if (hasMoved) return true;
  const [current] = versions;
  if (current === undefined || current.isMarker || model.versioning === "off") return false;
  const isExpired = model.rules.some(
    ({ expiration, ...rule }) =>
      expiration !== undefined &&
      !("expiredMarker" in expiration) &&
      applies({ ...rule, expiration }, key, current) &&
      isReached(expiration, current, nowMs),
  );
  if (isExpired) modelPut(model, key, markerOf("marker", nowMs));
  return isExpired;
}

// Random rules and worlds.

function randomRules(chance: Chance): LifecycleRule[] {
  return Array.from({ length: 1 + chance.number(4) }, (_, index) => randomRule(chance, `rule ${index}`));
}

function randomRule(chance: Chance, id: string): LifecycleRule {
  const largerThan = chance.is(15) ? chance.of([0, 127 * KIB, 128 * KIB]) : undefined;
  const smallerThan = chance.is(10) ? chance.of([1, 128 * KIB, 200 * KIB]) : undefined;
  const tags = chance.is(20) ? [["t", chance.of(["x", "y"])] as const] : [];
  const isPlain = tags.length === 0 && largerThan === undefined && smallerThan === undefined;
  const when = (days: number) => (chance.is(15) ? { dateMs: START + days * DAY } : { days });
  const expiration = chance.is(50)
    ? isPlain && chance.is(25)
      ? { expiredMarker: chance.is(80) }
      : when(1 + chance.number(120))
    : undefined;
  return {
    id,
    isEnabled: chance.is(90),
    filter: { form: "and", prefix: chance.of(["", "", "a", "b/"]), tags, largerThan, smallerThan },
    expiration,
    transitions: chance.is(60)
      ? randomClasses(chance).map((storageClass) => ({ ...when(chance.number(100)), storageClass }))
      : [],
    noncurrentExpiration: chance.is(45)
      ? { days: 1 + chance.number(60), newer: chance.is(40) ? 1 + chance.number(3) : undefined }
      : undefined,
    noncurrentTransitions: chance.is(35)
      ? randomClasses(chance).map((storageClass) => ({
          days: chance.number(60),
          newer: chance.is(25) ? 1 + chance.number(2) : undefined,
          storageClass,
        }))
      : [],
    abortDays: isPlain && chance.is(30) ? 1 + chance.number(20) : undefined,
  };
}

function randomClasses(chance: Chance): string[] {
  return BEST.filter(() => chance.is(35));
}

class World {
  readonly chance: Chance;
  readonly storage: Storage;
  readonly clock = manualClock(START + 10.5 * 3_600_000);
  readonly runtime = systemRuntime(silentLog(), this.clock);
  readonly model: Model;
  private labels = 0;

  constructor(chance: Chance, storage: Storage, versioning: Versioning) {
    this.chance = chance;
    this.storage = storage;
    this.model = { versioning, keys: new Map(), uploads: [], rules: [], minimumSize: "all_storage_classes_128K" };
  }

  /** Lets time pass on both sides: the job sees one jump, the model every midnight of it. */
  async pass(spanMs: number): Promise<void> {
    const fromMs = this.clock.nowMs();
    this.clock.advance(spanMs);
    for (let at = fromMs - (fromMs % DAY) + DAY; at <= this.clock.nowMs(); at += DAY) modelMidnight(this.model, at);
    const job = lifecycleJob({ ...this.storage, runtime: this.runtime, day: REAL_DAY });
    await job.run(new AbortController().signal);
  }

  async changeRules(rules = randomRules(this.chance)): Promise<void> {
    const minimumSize = this.chance.of(["all_storage_classes_128K", "varies_by_storage_class"] as const);
    await this.storage.records.transact((transaction) => {
      lifecycles.put(transaction, requireBucket(transaction, BUCKET), { rules, minimumSize });
      putProgress(transaction, BUCKET, { doneMs: this.clock.nowMs(), nextMs: 0 });
    });
    Object.assign(this.model, { rules, minimumSize });
  }

  async put(key: string): Promise<void> {
    const { chance, model } = this;
    const label = String((this.labels += 1));
    const tag = chance.is(40) ? chance.of(["x", "y"]) : undefined;
    const size = chance.of([0, 1, 100 * KIB, 128 * KIB - 1, 128 * KIB, 300 * KIB]);
    const nowMs = Math.floor(this.clock.nowMs() / 1000) * 1000;
    const lockedUntilMs = model.versioning === "enabled" && chance.is(15) ? nowMs + chance.number(100 * DAY) : 0;
    const staged = await this.storage.bytes.stage(new Uint8Array(1));
    const id = newVersionId(this.runtime.ids);
    const draft = {
      sizeBytes: size,
      etag: label,
      lastModifiedMs: nowMs,
      system: { contentType: "text/plain" },
      ...(tag === undefined ? {} : { tags: [["t", tag] as const] }),
      ...(lockedUntilMs === 0 ? {} : { lock: { retention: { mode: "COMPLIANCE" as const, untilMs: lockedUntilMs } } }),
    };
    await this.storage.records.transact((transaction) =>
      commitVersion(transaction, this.place(key), {
        draft,
        extents: staged.commit(transaction),
        newVersionId: id,
        cause: undefined,
      }),
    );
    modelPut(model, key, {
      label,
      isMarker: false,
      size,
      tag,
      writtenMs: nowMs,
      lockedUntilMs,
      storageClass: "STANDARD",
    });
  }

  async delete(key: string): Promise<void> {
    const nowMs = Math.floor(this.clock.nowMs() / 1000) * 1000;
    const request = { newVersionId: newVersionId(this.runtime.ids), lastModifiedMs: nowMs, cause: undefined };
    await this.storage.records.transact((transaction) => deleteVersion(transaction, this.place(key), request));
    modelDelete(this.model, key, nowMs, "marker");
  }

  /** Any version that no lock keeps. */
  async deleteVersion(key: string): Promise<void> {
    const versions = this.model.keys.get(key) ?? [];
    const index = this.chance.number(Math.max(versions.length, 1));
    const nowMs = this.clock.nowMs();
    const version = versions[index];
    if (this.model.versioning === "off" || version === undefined || version.lockedUntilMs > nowMs) return;
    const ids = (await this.versionsOf()).filter((found) => found.key === key).map(({ versionId }) => versionId);
    const request = { newVersionId: newVersionId(this.runtime.ids), lastModifiedMs: nowMs, cause: undefined };
    await this.storage.records.transact((transaction) =>
      deleteVersion(transaction, this.place(key), { ...request, versionId: ids[index] }),
    );
    modelDeleteVersion(this.model, key, index);
  }

  async beginUpload(key: string): Promise<void> {
    const initiatedMs = this.clock.nowMs();
    const uploadId = newUploadId(initiatedMs, this.runtime.ids);
    const upload = { uploadId, initiatedMs, initiatorAccountId: "000000000000", system: { contentType: "x" } };
    await this.storage.records.transact((transaction) => putUpload(transaction, { bucket: BUCKET, key }, upload));
    this.model.uploads.push({ key, begunMs: initiatedMs });
  }

  async compare(): Promise<void> {
    const found = (await this.versionsOf()).map(({ versionId: _id, ...version }) => version);
    const expected = [...this.model.keys].flatMap(([key, versions]) =>
      versions.map(({ label, isMarker, storageClass, movedMs, writtenMs }, index) => ({
        key,
        label,
        isLatest: index === 0,
        storageClass: isMarker ? "" : storageClass,
        movedMs,
        writtenMs,
      })),
    );
    const order = (one: { key: string }, other: { key: string }): number =>
      one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
    expect(found).toEqual(expected.toSorted(order));
    const uploads = await this.storage.records.read((reader) =>
      reader.range({ prefix: uploadsPrefix(BUCKET), limit: 1000 }).map(({ key }) => String(key[3])),
    );
    expect(uploads).toEqual(this.model.uploads.map(({ key }) => key).sort());
  }

  private place(key: string) {
    return { bytes: this.storage.bytes, bucket: BUCKET, key };
  }

  private async versionsOf() {
    return await this.storage.records.read((reader) =>
      versionSource(reader, requireBucket(reader, BUCKET))
        .read("", { count: 3000, end: undefined })
        .map(({ key, version, isLatest }) => {
          if (version === undefined) throw new TypeError("a version is missing");
          const { versionId, lastModifiedMs: writtenMs } = version;
          return version.isDeleteMarker
            ? { key, versionId, label: "marker", isLatest, storageClass: "", movedMs: undefined, writtenMs }
            : {
                key,
                versionId,
                label: version.etag,
                isLatest,
                storageClass: version.storageClass ?? "STANDARD",
                movedMs: version.classSinceMs,
                writtenMs,
              };
        }),
    );
  }
}

async function makeWorld(seed: number, known?: Versioning): Promise<World> {
  const chance = chanceOf(seed);
  const storage = await openMemoryStorage(systemRuntime(silentLog()));
  opened.push(storage);
  const versioning = known ?? chance.of(["off", "enabled", "enabled"] as const);
  await storage.records.transact((transaction) =>
    addBucket(transaction, {
      name: BUCKET,
      accountId: "000000000000",
      region: "us-east-1",
      createdMs: START,
      versioning,
    }),
  );
  return new World(chance, storage, versioning);
}

test("key by key through a jump of the clock is the same as day by day", async () => {
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    const world = await makeWorld(seed);
    const { chance } = world;
    const keys = ["a", "a/1", "b/1", "b/🪣", "c"];
    await world.changeRules();
    for (let step = 0; step < 40; step++) {
      const key = chance.of(keys);
      const kind = chance.number(100);
      if (kind < 45) await world.put(key);
      else if (kind < 60) await world.delete(key);
      else if (kind < 68) await world.deleteVersion(key);
      else if (kind < 74) await world.beginUpload(key);
      else if (kind < 77) await world.changeRules();
      else await world.pass(chance.of([3_600_000, DAY, 3 * DAY, 11 * DAY, 40 * DAY]) + chance.number(DAY));
    }
    await world.compare();
    await world.pass(365 * DAY);
    await world.compare();
    await opened.pop()?.close();
  });
  await fc.assert(property, { numRuns: 300 });
}, 240_000);

test("a key with more versions than are looked at together is the same, too", async () => {
  const world = await makeWorld(1, "enabled");
  for (let count = 0; count < 2100; count++) await world.put(count === 1000 ? "b" : "a");
  await world.delete("b");
  const plain = { isEnabled: true, filter: { form: "none", prefix: "", tags: [] }, noncurrentTransitions: [] } as const;
  await world.changeRules([
    { ...plain, id: "old", transitions: [], noncurrentExpiration: { days: 1, newer: 400 } },
    { ...plain, id: "marker", transitions: [], expiration: { expiredMarker: true } },
  ]);
  await world.pass(150 * DAY);
  await world.compare();
  await world.changeRules([
    { ...plain, id: "all", transitions: [], noncurrentExpiration: { days: 1 }, expiration: { days: 1 } },
  ]);
  await world.pass(10 * DAY);
  await world.compare();
});
