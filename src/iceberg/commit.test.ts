import fc from "fast-check";
import { expect, test } from "vitest";
import { type Change, type OpenManifest, openManifest, planCommit } from "./commit.ts";
import type { DataFile } from "./manifest.ts";
import { readManifest } from "./manifest.ts";
import { readManifestList } from "./manifest-list.ts";
import { parseMetadata, printMetadata } from "./metadata-json.ts";
import { currentSnapshot, expireSnapshots, newTableMetadata, type TableMetadata } from "./table-metadata.ts";

const newTable = (): TableMetadata =>
  newTableMetadata({
    uuid: "00000000-0000-4000-8000-000000000000",
    location: "s3://place",
    nowMs: 1_000,
    fields: [{ id: 0, name: "a", required: true, type: "string" }],
  });

const fileOf = (name: string, rows: number): DataFile => ({
  content: 0,
  path: `s3://place/data/${name}.parquet`,
  format: "PARQUET",
  recordCount: rows,
  sizeBytes: rows * 10,
  upperBounds: new Map([[1, Uint8Array.of(7)]]),
});

/** A table with the files that were written for it. */
class Table {
  metadata = newTable();
  readonly files = new Map<string, Uint8Array>();
  #commits = 0;

  commit(change: Change): void {
    this.#commits += 1;
    const names = {
      snapshotId: 2n ** 62n + BigInt(this.#commits),
      timestampMs: 1_000 + this.#commits,
      pathOf: (name: string) => `s3://place/metadata/${name}`,
      uuid: `u${this.#commits}`,
    };
    const planned = planCommit(this.metadata, this.manifests(), { change, names });
    for (const { path, bytes } of planned.files) {
      expect(this.files.has(path), "no file is written twice").toBe(false);
      this.files.set(path, bytes);
    }
    this.metadata = parseMetadata(Buffer.from(printMetadata(planned.metadata)));
    expect(this.metadata).toEqual(planned.metadata);
  }

  manifests(): OpenManifest[] {
    const snapshot = currentSnapshot(this.metadata);
    if (snapshot === undefined) return [];
    return readManifestList(this.#read(snapshot["manifest-list"])).map((file) => {
      const bytes = this.#read(file.path);
      expect(bytes.length).toBe(file.sizeBytes);
      return openManifest(file, readManifest(bytes));
    });
  }

  #read(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new Error(`nobody wrote ${path}`);
    return bytes;
  }
}

test("a table holds what was added and not removed, each file with the number of the commit that added it", () => {
  const steps = fc.array(fc.record({ added: fc.nat(3), removed: fc.array(fc.nat(40), { maxLength: 4 }) }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const table = new Table();
      const model = new Map<string, { readonly rows: number; readonly commit: number }>();
      let made = 0;
      all.forEach((step, index) => {
        const paths = [...model.keys()];
        const removed = new Set(step.removed.flatMap((place) => paths[place] ?? []));
        const added = Array.from({ length: step.added }, () => fileOf(`f${(made += 1)}`, made));
        table.commit({ added, removed, operation: "overwrite" });
        for (const path of removed) model.delete(path);
        for (const file of added) model.set(file.path, { rows: file.recordCount, commit: index + 1 });
        const manifests = table.manifests();
        const found = manifests.flatMap(({ entries }) =>
          entries.map(
            ({ file, sequenceNumber }) => [file.path, { rows: file.recordCount, commit: sequenceNumber }] as const,
          ),
        );
        expect(new Map(found)).toEqual(model);
        expect(found.length).toBe(model.size);
        expect(manifests.length).toBeLessThanOrEqual(26);
        expect(currentSnapshot(table.metadata)?.summary["total-data-files"]).toBe(String(model.size));
      });
    }),
    { numRuns: 50 },
  );
});

test("snapshots expire by age, but the newest ones and the current one stay", () => {
  const table = new Table();
  for (let index = 0; index < 10; index++)
    table.commit({ added: [fileOf(`f${index}`, 1)], removed: new Set(), operation: "append" });
  const expired = expireSnapshots(table.metadata, { oldestMs: 1_008, keptMin: 1, keptMax: 2 });
  expect(expired.snapshots?.map((snapshot) => snapshot["timestamp-ms"])).toEqual([1_009, 1_010]);
  expect(expired["snapshot-log"]?.length).toBe(2);
  expect(currentSnapshot(expired)).toEqual(currentSnapshot(table.metadata));
  const all = expireSnapshots(table.metadata, { oldestMs: 1_000_000, keptMin: 1, keptMax: 100 });
  expect(all.snapshots?.length).toBe(1);
});

test("snapshot ids of 63 bits survive the text, and texts that look like numbers stay texts", () => {
  const metadata = { ...newTable(), properties: { note: 'a "12345678901234567890" \\ : 12345678901234567890,' } };
  const id = 2n ** 63n - 1n;
  const printed = printMetadata({ ...metadata, "current-snapshot-id": id });
  expect(printed).toContain(`"current-snapshot-id":${id}`);
  expect(parseMetadata(Buffer.from(printed))).toEqual({ ...metadata, "current-snapshot-id": id });
});
