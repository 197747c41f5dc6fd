/**
 * What goes on behind the answers: filling a new index from the items that are there, and removing what a deleted table or index left. Both are records, written in the transaction of
 * the call that made them necessary, and done in small transactions between which every other request has its turn; a crash at any point leaves a record from which the next
 * start goes on.
 *
 * An index under construction is maintained by every write from its first moment. So filling it is a walk over the table that puts, for each item as it is then, the entry
 * that the item should have: whatever a write has changed meanwhile is right already.
 */
import type { Log } from "../../../runtime/log.ts";
import type { Entry, Key, Reader, RecordStore, Transaction } from "../../../storage/record-store.ts";
import { entryItem, entryKey } from "../items/index-entry.ts";
import { encodeItem, StoredItem } from "../items/stored-item.ts";
import { WORK_BATCH_RECORDS } from "../limits.ts";
import {
  collectionKey,
  decodeRecord,
  encodeRecord,
  itemKey,
  tableKey,
  type TableRecord,
  workKey,
  type WorkRecord,
} from "../records.ts";
import { openTable, type Table } from "../tables/table.ts";

export class BackgroundWork {
  private readonly records: RecordStore;
  private readonly log: Log;
  private running: Promise<void> | undefined;
  private isAskedAgain = false;
  private isClosed = false;

  constructor(records: RecordStore, log: Log) {
    this.records = records;
    this.log = log;
  }

  /** Begins, or goes on once more when it is running. */
  soon(): void {
    this.isAskedAgain = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.isAskedAgain && !this.isClosed) this.soon();
    });
  }

  async finish(): Promise<void> {
    this.soon();
    while (this.running !== undefined) await this.running;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    this.isAskedAgain = false;
    try {
      const works = await this.records.read((reader) => reader.range({ prefix: workKey(), limit: 1_000 }));
      for (const entry of works) await this.do(entry);
    } catch (cause) {
      // The store is closing or full; the record stays and the next start or call takes it up.
      this.log.error("work behind DynamoDB's answers stopped", { cause: String(cause) });
    }
  }

  private async do({ key, value }: Entry): Promise<void> {
    const work = decodeRecord<WorkRecord>(value);
    let after: Key | undefined;
    for (let isDone = false; !isDone && !this.isClosed;) {
      const step = await this.records.transact((transaction) =>
        work.kind === "build-index" ? buildIndex(transaction, work, after) : removeStore(transaction, work.store),
      );
      after = step.last;
      isDone = step.last === undefined;
      if (isDone) await this.records.transact((transaction) => finish(transaction, key, work));
    }
  }
}

/** Whether a start has something to go on with. */
export function hasWork(reader: Reader): boolean {
  return reader.range({ prefix: workKey(), limit: 1 }).length > 0;
}

type BuildWork = Extract<WorkRecord, { readonly kind: "build-index" }>;

/** The last record that a step did; undefined when nothing is left. */
interface Step {
  readonly last: Key | undefined;
}

function buildIndex(transaction: Transaction, work: BuildWork, after: Key | undefined): Step {
  const table = tableOf(transaction, work);
  const index = table?.indexes.find(({ store }) => store === work.store);
  if (table === undefined || index === undefined) return { last: undefined };
  const from = after === undefined ? {} : { startAfter: after };
  const entries = transaction.range({ prefix: itemKey(table.store), ...from, limit: WORK_BATCH_RECORDS });
  for (const { value } of entries) {
    const { item } = new StoredItem(value);
    // AWS: items whose attribute is of another type than the key stay out of the index.
    const key = entryKey(table, index, item);
    if (key !== undefined) transaction.put(key, encodeItem(entryItem(index, item)));
  }
  return { last: entries.length < WORK_BATCH_RECORDS ? undefined : entries.at(-1)?.key };
}

function tableOf(transaction: Transaction, { place, table: name, tableId }: BuildWork): Table | undefined {
  const bytes = transaction.get(tableKey(place, name));
  const record = bytes === undefined ? undefined : decodeRecord<TableRecord>(bytes);
  return record?.id === tableId ? openTable({ ...place, name }, record) : undefined;
}

function removeStore(transaction: Transaction, store: string): Step {
  const ofItems = transaction.range({ prefix: itemKey(store), limit: WORK_BATCH_RECORDS });
  const left = ofItems.length > 0 ? [] : transaction.range({ prefix: collectionKey(store), limit: WORK_BATCH_RECORDS });
  for (const { key } of [...ofItems, ...left]) transaction.delete(key);
  return { last: (ofItems.at(-1) ?? left.at(-1))?.key };
}

function finish(transaction: Transaction, key: Key, work: WorkRecord): void {
  transaction.delete(key);
  if (work.kind !== "build-index") return;
  const table = tableOf(transaction, work);
  if (table === undefined) return;
  const { record, place } = table;
  const indexes = record.indexes.map(({ isBuilding, ...index }) =>
    index.store === work.store || isBuilding === undefined ? index : { ...index, isBuilding },
  );
  transaction.put(tableKey(place, place.name), encodeRecord({ ...record, indexes } satisfies TableRecord));
}

/** Takes a store out of use: what is in it goes behind the answer. */
export function removeLater(transaction: Transaction, store: string): void {
  transaction.put(workKey(store), encodeRecord({ kind: "remove-store", store } satisfies WorkRecord));
}

export function buildLater(transaction: Transaction, work: BuildWork): void {
  transaction.put(workKey(work.store), encodeRecord(work));
}
