/** The record port's `Reader` and `Transaction` over encoded keys. */
import { decodeKey, decodeLastText, encodeKey, encodeRange, encodeScan } from "./key-encoding.ts";
import { entriesOf, type RawReader, type RawTransaction } from "./raw-records.ts";
import type { Entry, Key, RangeQuery, Reader, ScanQuery, ScanVisitor, Transaction } from "./record-store.ts";

class TupleReader implements Reader {
  readonly #raw: RawReader;

  constructor(raw: RawReader) {
    this.#raw = raw;
  }

  get(key: Key): Uint8Array | undefined {
    return this.#raw.get(encodeKey(key));
  }

  range(query: RangeQuery): Entry[] {
    const span = encodeRange(query);
    if (span.lower >= span.upper) return [];
    return entriesOf(this.#raw, span).map(({ key, value }) => ({ key: decodeKey(key), value }));
  }

  scan(query: ScanQuery, visitor: ScanVisitor): void {
    const { span, stemLength } = encodeScan(query);
    if (span.lower >= span.upper) return;
    this.#raw.visit(span, (key, bytes, length) => visitor(decodeLastText(key, stemLength), bytes, length));
  }
}

class TupleTransaction extends TupleReader implements Transaction {
  readonly #raw: RawTransaction;

  constructor(raw: RawTransaction) {
    super(raw);
    this.#raw = raw;
  }

  put(key: Key, value: Uint8Array): void {
    this.#raw.put(encodeKey(key), value);
  }

  delete(key: Key): void {
    this.#raw.delete(encodeKey(key));
  }
}

class LocalReader extends TupleReader {
  readonly #state: () => object | undefined;

  constructor(raw: RawReader, state: () => object | undefined) {
    super(raw);
    this.#state = state;
  }

  get state(): object | undefined {
    return this.#state();
  }
}

export function tupleReader(raw: RawReader): Reader {
  return new TupleReader(raw);
}

/** `state`: see `Reader`. */
export function localReader(raw: RawReader, state: () => object | undefined): Reader {
  return new LocalReader(raw, state);
}

export function tupleTransaction(raw: RawTransaction): Transaction {
  return new TupleTransaction(raw);
}
