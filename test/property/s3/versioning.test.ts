/**
 * The store's versions against a model that is a plain list: any sequence of writes, deletes and versioning changes reads back the same,
 * in the same order, and when all versions are gone no byte is left behind.
 */
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { listPage } from "../../../src/services/s3/listing/list-page.ts";
import { versionSource } from "../../../src/services/s3/listing/sources.ts";
import type { Versioning } from "../../../src/services/s3/store/bucket-record.ts";
import { addBucket, isBucketEmpty, putBucket, requireBucket } from "../../../src/services/s3/store/buckets.ts";
import { commitVersion } from "../../../src/services/s3/store/commit-version.ts";
import { deleteVersion } from "../../../src/services/s3/store/delete-version.ts";
import {
  readCurrentObject,
  readCurrentVersion,
  readExtents,
  readVersion,
} from "../../../src/services/s3/store/read-version.ts";
import { newVersionId } from "../../../src/services/s3/store/version-id.ts";
import type { VersionRecord } from "../../../src/services/s3/store/version-record.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Reader } from "../../../src/storage/record-store.ts";
import type { Storage } from "../../../src/storage/storage.ts";

const BUCKET = "bucket";
const KEYS = ["a", "🪣"];
const runtime = systemRuntime(silentLog());
const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

/** Newest last; a body of undefined is a delete marker. */
interface ModelVersion {
  readonly id: string;
  readonly body: string | undefined;
}

interface Model {
  versioning: Versioning;
  readonly keys: Map<string, ModelVersion[]>;
}

function modelAdd(model: Model, key: string, added: ModelVersion): void {
  const versions = model.keys.get(key) ?? [];
  const kept = model.versioning === "enabled" ? versions : versions.filter((version) => version.id !== "null");
  model.keys.set(key, [...kept, added]);
}

const nullOr = (model: Model, id: string): string => (model.versioning === "enabled" ? id : "null");

interface Step {
  readonly kind: "put" | "put-large" | "delete" | "delete-version" | "enable" | "suspend";
  readonly key: string;
  readonly choice: number;
}

class World {
  readonly storage: Storage;
  readonly model: Model = { versioning: "off", keys: new Map() };
  constructor(storage: Storage) {
    this.storage = storage;
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case "put":
        return await this.put(step.key, `body ${step.choice}`);
      case "put-large":
        return await this.put(step.key, `large ${step.choice} `.repeat(8000));
      case "delete":
        return await this.delete(step.key);
      case "delete-version":
        return await this.deleteVersion(step.key, step.choice);
      case "enable":
        return await this.setVersioning("enabled");
      case "suspend":
        return await this.setVersioning("suspended");
    }
  }

  private async put(key: string, body: string): Promise<void> {
    const { records, bytes } = this.storage;
    const id = newVersionId(runtime.ids);
    const staged = await bytes.stage(Buffer.from(body));
    const draft = {
      sizeBytes: staged.sizeBytes,
      etag: body.slice(0, 9),
      lastModifiedMs: 0,
      system: { contentType: "text/plain" },
    };
    await records.transact((transaction) =>
      commitVersion(
        transaction,
        { bytes, bucket: BUCKET, key },
        { draft, extents: staged.commit(transaction), newVersionId: id, cause: undefined },
      ),
    );
    modelAdd(this.model, key, { id: nullOr(this.model, id), body });
  }

  private async delete(key: string): Promise<void> {
    const id = newVersionId(runtime.ids);
    const deleted = await this.deleteInStore(key, { newVersionId: id });
    if (this.model.versioning === "off") {
      this.model.keys.delete(key);
      expect(deleted).toEqual({});
    } else {
      modelAdd(this.model, key, { id: nullOr(this.model, id), body: undefined });
      expect(deleted).toEqual({ deleteMarker: true, versionId: nullOr(this.model, id) });
    }
  }

  async deleteVersion(key: string, choice: number): Promise<void> {
    const versions = this.model.keys.get(key) ?? [];
    const chosen = versions[choice % (versions.length + 1)];
    const versionId = chosen?.id ?? "x".repeat(32);
    const deleted = await this.deleteInStore(key, { newVersionId: newVersionId(runtime.ids), versionId });
    const isMarker = chosen !== undefined && chosen.body === undefined;
    expect(deleted).toEqual(isMarker ? { versionId, deleteMarker: true } : { versionId });
    this.model.keys.set(
      key,
      versions.filter((version) => version !== chosen),
    );
  }

  private async deleteInStore(key: string, request: { newVersionId: string; versionId?: string }): Promise<unknown> {
    const { records, bytes } = this.storage;
    return await records.transact((transaction) =>
      deleteVersion(transaction, { bytes, bucket: BUCKET, key }, { ...request, lastModifiedMs: 0, cause: undefined }),
    );
  }

  private async setVersioning(versioning: Versioning): Promise<void> {
    await this.storage.records.transact((transaction) => {
      putBucket(transaction, { ...requireBucket(transaction, BUCKET), versioning });
    });
    this.model.versioning = versioning;
  }

  async check(): Promise<void> {
    const { records, bytes } = this.storage;
    const bodies = await records.read((reader) => {
      this.checkListing(reader);
      return KEYS.flatMap((key) => {
        const expected = this.model.keys.get(key) ?? [];
        const newest = expected.at(-1);
        this.checkVersion(readCurrentVersion(reader, BUCKET, key), newest);
        this.checkVersion(readCurrentObject(reader, BUCKET, key), newest?.body === undefined ? undefined : newest);
        return expected.map((version) => {
          const stored = readVersion(reader, BUCKET, key, version.id);
          this.checkVersion(stored, version);
          return { version, extents: stored?.isDeleteMarker === false ? readExtents(reader, stored) : undefined };
        });
      });
    });
    for (const { version, extents } of bodies) {
      if (extents === undefined) continue;
      const chunks: Uint8Array[] = [];
      for await (const chunk of bytes.read(extents)) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe(version.body);
    }
  }

  private checkVersion(stored: VersionRecord | undefined, expected: ModelVersion | undefined): void {
    expect(stored?.versionId).toBe(expected?.id);
    expect(stored?.isDeleteMarker).toBe(expected === undefined ? undefined : expected.body === undefined);
  }

  /** What ListObjectVersions would show: newest first within a key, the first of each key being the latest. */
  private checkListing(reader: Reader): void {
    const source = versionSource(reader, requireBucket(reader, BUCKET));
    const page = listPage(source, { prefix: "", delimiter: undefined, limit: 1000, seen: undefined });
    const listed = page.entries.map(({ item }) => [item?.key, item?.version?.versionId, item?.isLatest]);
    const expected = KEYS.flatMap((key) =>
      [...(this.model.keys.get(key) ?? [])].reverse().map((version, index) => [key, version.id, index === 0]),
    );
    expect(listed).toEqual(expected);
  }
}

async function openWorld(): Promise<World> {
  const storage = await openMemoryStorage(runtime);
  opened.push(storage);
  await storage.records.transact((transaction) => {
    addBucket(transaction, {
      name: BUCKET,
      accountId: "111122223333",
      region: "us-east-1",
      createdMs: 0,
      versioning: "off",
    });
  });
  return new World(storage);
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("put", "put", "put-large", "delete", "delete-version", "delete-version", "enable", "suspend"),
    key: fc.constantFrom(...KEYS),
    choice: fc.nat(9),
  }),
  { maxLength: 40, size: "max" },
);

describe("versions of keys", () => {
  test("behave like a list, whatever is done in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const world = await openWorld();
        for (const step of sequence) {
          await world.run(step);
          await world.check();
        }
      }),
      { numRuns: 150 },
    );
  });

  test("leave no record and no byte when the last one is deleted", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const world = await openWorld();
        for (const step of sequence) await world.run(step);
        for (const [key, versions] of world.model.keys) for (const _ of versions) await world.deleteVersion(key, 0);
        await world.storage.bytes.sweep(Number.MAX_SAFE_INTEGER);
        const left = await world.storage.records.read((reader) => ({
          isEmpty: isBucketEmpty(reader, BUCKET),
          records: reader.range({ start: [], limit: 100 }).map(({ key }) => key.slice(0, 2).join(" ")),
        }));
        expect(left).toEqual({ isEmpty: true, records: ["s3 bucket", "s3 bucket-count", "s3 buckets-of"] });
        for await (const blob of world.storage.blobs.list()) expect(blob).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
