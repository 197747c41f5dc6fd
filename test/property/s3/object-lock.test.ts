/**
 * Object Lock as promises: whatever is put, retained, held, deleted and bypassed in whatever order while time goes on, a version that was promised to stay is
 * there, its promise was not weakened, and a version that nothing protects can be deleted.
 */
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { type AskedRetention, changeRetention } from "../../../src/services/s3/lock/object-lock.ts";
import { addBucket } from "../../../src/services/s3/store/buckets.ts";
import { commitVersion } from "../../../src/services/s3/store/commit-version.ts";
import { deleteVersion } from "../../../src/services/s3/store/delete-version.ts";
import { replaceRecord } from "../../../src/services/s3/store/history.ts";
import { readVersion } from "../../../src/services/s3/store/read-version.ts";
import { newVersionId } from "../../../src/services/s3/store/version-id.ts";
import type { ObjectVersion } from "../../../src/services/s3/store/version-record.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Storage } from "../../../src/storage/storage.ts";

const BUCKET = "bucket";
const KEY = "key";
const runtime = systemRuntime(silentLog());
const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

/** What was acknowledged about one version. */
interface Promised {
  readonly id: string;
  isDeleted: boolean;
  isHeld: boolean;
  complianceUntil: number;
  governanceUntil: number;
}

type Step =
  | { readonly kind: "put"; readonly mode: "GOVERNANCE" | "COMPLIANCE" | undefined; readonly days: number }
  | {
      readonly kind: "retain";
      readonly choice: number;
      readonly mode: "GOVERNANCE" | "COMPLIANCE" | "none";
      readonly days: number;
      readonly bypass: boolean;
    }
  | { readonly kind: "hold"; readonly choice: number; readonly on: boolean }
  | { readonly kind: "delete"; readonly choice: number; readonly bypass: boolean }
  | { readonly kind: "mark" }
  | { readonly kind: "wait"; readonly days: number };

const choice = fc.nat(5);
const days = fc.integer({ min: 1, max: 9 });
const mode = fc.constantFrom("GOVERNANCE" as const, "COMPLIANCE" as const);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("put" as const), mode: fc.option(mode, { nil: undefined }), days }),
    fc.record({
      kind: fc.constant("retain" as const),
      choice,
      mode: fc.oneof(mode, fc.constant("none" as const)),
      days,
      bypass: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("hold" as const), choice, on: fc.boolean() }),
    fc.record({ kind: fc.constant("delete" as const), choice, bypass: fc.boolean() }),
    fc.record({ kind: fc.constant("mark" as const) }),
    fc.record({ kind: fc.constant("wait" as const), days }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** In days, so that the model's arithmetic is plain. */
const DAY = 86_400_000;

class World {
  readonly versions: Promised[] = [];
  today = 20_000;
  readonly storage: Storage;
  constructor(storage: Storage) {
    this.storage = storage;
  }

  async run(step: Step): Promise<void> {
    if (step.kind === "wait") this.today += step.days;
    else if (step.kind === "put") await this.put(step.mode, step.days);
    else if (step.kind === "mark") await this.delete(undefined, false);
    else {
      const version = this.versions[step.choice % Math.max(1, this.versions.length)];
      if (version === undefined || version.isDeleted) return;
      if (step.kind === "hold") await this.hold(version, step.on);
      else if (step.kind === "delete") await this.deleteOne(version, step.bypass);
      else await this.retain(version, step);
    }
    await this.check();
  }

  private get place() {
    return { bytes: this.storage.bytes, bucket: BUCKET, key: KEY };
  }

  private async put(lockMode: "GOVERNANCE" | "COMPLIANCE" | undefined, forDays: number): Promise<void> {
    const id = newVersionId(runtime.ids);
    const until = this.today + forDays;
    const lock = lockMode === undefined ? {} : { lock: { retention: { mode: lockMode, untilMs: until * DAY } } };
    const draft = { sizeBytes: 0, etag: "e", lastModifiedMs: this.today * DAY, system: { contentType: "t" }, ...lock };
    await this.storage.records.transact((transaction) =>
      commitVersion(transaction, this.place, { draft, extents: [], newVersionId: id, cause: undefined }),
    );
    this.versions.push({
      id,
      isDeleted: false,
      isHeld: false,
      complianceUntil: lockMode === "COMPLIANCE" ? until : 0,
      governanceUntil: lockMode === "GOVERNANCE" ? until : 0,
    });
  }

  private async change(version: Promised, body: (record: ObjectVersion) => ObjectVersion): Promise<void> {
    await this.storage.records.transact((transaction) => {
      const record = readVersion(transaction, BUCKET, KEY, version.id);
      if (record === undefined || record.isDeleteMarker) throw new Error("the version is gone");
      replaceRecord(transaction, this.place, body(record));
    });
  }

  private async retain(version: Promised, step: Extract<Step, { kind: "retain" }>): Promise<void> {
    const until = this.today + step.days;
    const asked: AskedRetention | "none" = step.mode === "none" ? "none" : { mode: step.mode, untilMs: until * DAY };
    const bypass = { nowMs: this.today * DAY, bypassesGovernance: step.bypass };
    const isDone = await accepted(
      this.change(version, (record) => ({
        ...record,
        lock: { ...record.lock, retention: changeRetention(record.lock?.retention, asked, bypass) },
      })),
    );
    if (!isDone) {
      expect(Math.max(version.complianceUntil, step.bypass ? 0 : version.governanceUntil)).toBeGreaterThan(this.today);
      return;
    }
    const isGoverned = version.governanceUntil > this.today;
    if (version.complianceUntil > this.today) {
      expect([step.mode, until >= version.complianceUntil]).toEqual(["COMPLIANCE", true]);
    } else if (isGoverned && !step.bypass) {
      expect([step.mode, until >= version.governanceUntil]).toEqual(["GOVERNANCE", true]);
    }
    version.complianceUntil = step.mode === "COMPLIANCE" ? until : version.complianceUntil;
    version.governanceUntil = step.mode === "GOVERNANCE" ? until : 0;
  }

  private async hold(version: Promised, on: boolean): Promise<void> {
    await this.change(version, (record) => ({ ...record, lock: { ...record.lock, legalHold: on } }));
    version.isHeld = on;
  }

  private async deleteOne(version: Promised, bypass: boolean): Promise<void> {
    const isDone = await accepted(this.delete(version.id, bypass));
    const isPromised =
      version.isHeld || version.complianceUntil > this.today || (version.governanceUntil > this.today && !bypass);
    expect(isDone).toBe(!isPromised);
    version.isDeleted = isDone;
  }

  private async delete(versionId: string | undefined, bypassesGovernance: boolean): Promise<void> {
    const id = newVersionId(runtime.ids);
    const lastModifiedMs = this.today * DAY;
    const request = { versionId, newVersionId: id, lastModifiedMs, bypassesGovernance, cause: undefined };
    await this.storage.records.transact((transaction) => deleteVersion(transaction, this.place, request));
  }

  /** Nothing goes but by a delete that was acknowledged. */
  private async check(): Promise<void> {
    const there = await this.storage.records.read((reader) =>
      this.versions.map(({ id }) => readVersion(reader, BUCKET, KEY, id) !== undefined),
    );
    expect(there).toEqual(this.versions.map(({ isDeleted }) => !isDeleted));
  }
}

async function accepted(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "AccessDenied") return false;
    throw error;
  }
}

test("no order of writes, retentions, holds, deletes and days breaks a promise or keeps what was not promised", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const storage = await openMemoryStorage(runtime);
      opened.push(storage);
      const bucket = { name: BUCKET, accountId: "111122223333", region: "us-east-1", createdMs: 0 };
      await storage.records.transact((transaction) => addBucket(transaction, { ...bucket, versioning: "enabled" }));
      const world = new World(storage);
      for (const step of sequence) await world.run(step);
    }),
    { numRuns: 150 },
  );
});
