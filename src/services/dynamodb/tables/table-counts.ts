/**
 * How many items a table and its indexes hold, and their bytes. Nothing is counted when items are written: a number that every write changed would be what all writes wait
 * for. What is small is counted when it is asked for; what is large is counted in the background and shown for up to six hours, as AWS does it ("updated approximately every
 * six hours").
 */
import type { Clock } from "../../../runtime/clock.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Key, RecordStore } from "../../../storage/record-store.ts";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import { StoredItem } from "../items/stored-item.ts";
import { COUNT_AGE_MS, COUNTED_AT_ONCE_ITEMS } from "../limits.ts";
import { itemKey } from "../records.ts";
import type { Table } from "./table.ts";

export interface StoreCount {
  readonly items: number;
  readonly bytes: number;
}

interface DatedCount extends StoreCount {
  readonly countedMs: number;
}

const STORES_MAX = 10_000;

export class TableCounts {
  private readonly records: RecordStore;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly large = new BoundedCache<string, DatedCount>(STORES_MAX);
  private readonly counting = new Set<string>();
  private isClosed = false;

  constructor({ records, clock, log }: { records: RecordStore; clock: Clock; log: Log }) {
    this.records = records;
    this.clock = clock;
    this.log = log;
  }

  async of(table: Table): Promise<ReadonlyMap<string, StoreCount>> {
    const stores = [table.store, ...table.indexes.map(({ store }) => store)];
    return new Map(await Promise.all(stores.map(async (store) => [store, await this.ofStore(store)] as const)));
  }

  close(): void {
    this.isClosed = true;
  }

  private async ofStore(store: string): Promise<StoreCount> {
    const known = this.large.get(store);
    if (known !== undefined) {
      if (this.clock.nowMs() - known.countedMs > COUNT_AGE_MS) this.countBehind(store);
      return known;
    }
    const step = await this.step(store, undefined, COUNTED_AT_ONCE_ITEMS);
    if (step.last !== undefined) this.countBehind(store);
    return step;
  }

  private countBehind(store: string): void {
    if (this.counting.has(store)) return;
    this.counting.add(store);
    const counting = this.countAll(store);
    void counting
      .catch((cause: unknown) => this.log.error("cannot count a table's items", { cause: String(cause) }))
      .finally(() => this.counting.delete(store));
  }

  private async countAll(store: string): Promise<void> {
    const countedMs = this.clock.nowMs();
    let items = 0;
    let bytes = 0;
    let after: Key | undefined;
    do {
      const step = await this.step(store, after, COUNTED_AT_ONCE_ITEMS);
      items += step.items;
      bytes += step.bytes;
      after = step.last;
    } while (after !== undefined && !this.isClosed);
    if (!this.isClosed) this.large.set(store, { items, bytes, countedMs });
  }

  /** `last` is there when more may follow. */
  private step(
    store: string,
    after: Key | undefined,
    limit: number,
  ): Promise<StoreCount & { readonly last: Key | undefined }> {
    const from = after === undefined ? {} : { startAfter: after };
    return this.records.read((reader) => {
      const entries = reader.range({ prefix: itemKey(store), ...from, limit });
      const bytes = entries.reduce((sum, { value }) => sum + new StoredItem(value).size, 0);
      return { items: entries.length, bytes, last: entries.length < limit ? undefined : entries.at(-1)?.key };
    });
  }
}
