/**
 * Tables by their place. The record is read anew for every request, in its transaction, so a change counts at once and in every process; what is made of it is kept as long
 * as the bytes are the same. A store that has not changed at all since is not asked.
 */
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { resourceNotFound } from "../errors.ts";
import { decodeRecord, tableKey, type TableRecord } from "../records.ts";
import type { TablePlace } from "../scope.ts";
import { openTable, type Table } from "./table.ts";

/** Tables whose opened form is kept. */
const OPENED_MAX = 2_000;

interface Opened {
  readonly bytes: Uint8Array;
  readonly table: Table;
  /** What the store was when the record was read last; undefined where that is not known. */
  state: object | undefined;
}

export class TableReader {
  private readonly opened = new BoundedCache<string, Opened>(OPENED_MAX);

  find(reader: Reader, place: TablePlace): Table | undefined {
    const name = `${place.accountId}/${place.region}/${place.name}`;
    const known = this.opened.get(name);
    const { state } = reader;
    if (known !== undefined && state !== undefined && known.state === state) return known.table;
    const bytes = reader.get(tableKey(place, place.name));
    if (bytes === undefined) return undefined;
    if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) {
      known.state = state;
      return known.table;
    }
    const table = openTable(place, decodeRecord<TableRecord>(bytes));
    this.opened.set(name, { bytes, table, state });
    return table;
  }

  /** @throws {ResourceNotFoundException} 400 */
  get(reader: Reader, place: TablePlace): Table {
    const table = this.find(reader, place);
    if (table === undefined) throw resourceNotFound();
    return table;
  }
}
