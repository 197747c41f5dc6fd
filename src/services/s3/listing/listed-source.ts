/**
 * The current objects of a bucket as listings show them: of each record only its row is read (see version-codec.ts), and rows go to the answer as
 * they are.
 */
import type { _Object as ListedObject, RestoreStatus } from "@aws-sdk/client-s3";
import {
  copyRow,
  type ListedFacts,
  listedMembers,
  ListedObjects,
  readRow,
  ROW_BYTES,
  writeRow,
} from "../../../kit/listed-objects.ts";
import type { OwnerOf } from "../buckets/owner.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { restoreStatus } from "../archive/archive-state.ts";
import { decodeVersion, rowIn } from "../store/version-codec.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import type { ListSource, Start } from "./list-page.ts";
import type { ShowText } from "./listing-request.ts";
import { scanObjects } from "./sources.ts";

/** An object of which no more is read than a page shows. */
export interface ListedItem {
  readonly key: string;
  /** Its place among the rows that were read. */
  readonly index: number;
}

/** The current objects of a bucket as rows, as they were read so far. */
export class ListedSource implements ListSource<ListedItem> {
  private readonly reader: Reader;
  private readonly bucket: string;
  private rows = Buffer.allocUnsafe(0);
  private count = 0;
  /** Those that no row can say. */
  private readonly odd = new Map<number, ObjectVersion>();
  /** Asked for seldom, and no part of a row. */
  private readonly restores = new Map<number, RestoreStatus>();
  private readonly restoreAtMs: number | undefined;

  /** @param restoreAtMs state time at which restores are shown; undefined when they are not asked for */
  constructor(reader: Reader, bucket: string, restoreAtMs?: number) {
    this.reader = reader;
    this.bucket = bucket;
    this.restoreAtMs = restoreAtMs;
  }

  read(start: Start<ListedItem>, { count, end }: { count: number; end: string | undefined }): ListedItem[] {
    const items: ListedItem[] = [];
    this.makeRoom(count);
    scanObjects(this.reader, { bucket: this.bucket, start, end, count }, (key, bytes, length) => {
      const index = this.count++;
      const row = rowIn(bytes);
      if (row === undefined) this.addWithoutRow(index, decodeVersion(bytes, length) as ObjectVersion);
      else copyRow(bytes, row, this.rows, index * ROW_BYTES);
      if (this.restoreAtMs !== undefined) this.addRestore(index, decodeVersion(bytes, length) as ObjectVersion);
      items.push({ key, index });
    });
    return items;
  }

  /** `items` as a list of objects, with keys as `showText` writes them. */
  show(items: readonly ListedItem[], showText: ShowText, ownerOf: OwnerOf | undefined): Iterable<ListedObject> {
    const keys = items.map(({ key }) => showText(key));
    if (this.odd.size > 0 || this.restores.size > 0)
      return items.map(({ index }, at) => ({
        Key: keys[at],
        ...listedMembers(this.factsAt(index)),
        Owner: ownerOf?.(this.odd.get(index) ?? {}),
        RestoreStatus: this.restores.get(index),
      }));
    return new ListedObjects(keys, this.rowsOf(items), ownerOf?.({}));
  }

  private factsAt(index: number): ListedFacts {
    return this.odd.get(index) ?? readRow(this.rows, index * ROW_BYTES);
  }

  /** Mostly everything that was read is shown, but for the one behind the page. */
  private rowsOf(items: readonly ListedItem[]): Buffer {
    if (items.at(-1)?.index === items.length - 1) return this.rows;
    const rows = Buffer.allocUnsafe(items.length * ROW_BYTES);
    for (const [at, { index }] of items.entries()) copyRow(this.rows, index * ROW_BYTES, rows, at * ROW_BYTES);
    return rows;
  }

  private makeRoom(count: number): void {
    const wanted = (this.count + count) * ROW_BYTES;
    if (this.rows.length >= wanted) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.rows.length));
    larger.set(this.rows);
    this.rows = larger;
  }

  private addRestore(index: number, version: ObjectVersion): void {
    const status = this.restoreAtMs === undefined ? undefined : restoreStatus(version, this.restoreAtMs);
    if (status !== undefined) this.restores.set(index, status);
  }

  private addWithoutRow(index: number, version: ObjectVersion): void {
    if (version.ownerAccountId !== undefined || !writeRow(this.rows, index * ROW_BYTES, version))
      this.odd.set(index, version);
  }
}
