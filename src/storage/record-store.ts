/**
 * The record port: an ordered, transactional key-value store. Everything that is state and is not bulk bytes lives here.
 *
 * Bodies of `read` and `transact` are synchronous on purpose: nothing but the store can be waited for inside one, a
 * local engine runs it without a single promise, and a remote engine runs it by replay (a read that is not yet at hand
 * stops the body, is fetched, and the body runs again). So a body must be pure: same reads, same writes, no outside effects,
 * and no state kept between runs. It may run several times.
 */

/**
 * One part of a key. Parts sort by type first (null < false < true < numbers < strings < bytes), then by value: numbers
 * numerically (finite doubles; -0 equals 0), strings by their UTF-8 bytes (so astral characters sort after the rest, unlike JavaScript),
 * bytes by unsigned value. A shorter key sorts before every longer key that it begins.
 */
export type KeyPart = null | boolean | number | string | Uint8Array;

/** A tuple, encoded order-preserving. Any length up to `KEY_BYTES_MAX` encoded; engines handle long keys, none truncates. */
export type Key = readonly KeyPart[];

export interface Entry {
  readonly key: Key;
  readonly value: Uint8Array;
}

/**
 * A half-open span of keys, `start` <= key < `end`. With `prefix` the span is every key that begins with those parts
 * (and is longer), further narrowed by the bounds that are given.
 */
export interface RangeQuery {
  readonly prefix?: Key;
  /** Inclusive. */
  readonly start?: Key;
  /** Exclusive lower bound: the key itself and nothing else is left out. */
  readonly startAfter?: Key;
  /** Exclusive lower bound: the key itself and every key that it begins are left out. */
  readonly startBeyond?: Key;
  /** Exclusive. */
  readonly end?: Key;
  /** Inclusive upper bound: the key itself and every key that it begins are in. */
  readonly endWith?: Key;
  /** From the end backwards. `start` and `end` keep their meaning (lower and upper bound). */
  readonly reverse?: boolean;
  /** At most this many entries; 1 to `RANGE_LIMIT_MAX`. */
  readonly limit: number;
}

/** The keys that are `prefix` and one string more, from `start` on and before `end`. No other key may begin with `prefix`. */
export interface ScanQuery {
  readonly prefix: Key;
  /** Inclusive. */
  readonly start?: string | undefined;
  /** Exclusive. */
  readonly end?: string | undefined;
  /** At most this many entries; 1 to `RANGE_LIMIT_MAX`. */
  readonly limit: number;
}

/**
 * Sees the last part of one key, and its value: the first `length` bytes of `bytes`. They are lent, and belong to somebody else after the call. It
 * must not use the store.
 */
export type ScanVisitor = (name: string, bytes: Uint8Array, length: number) => void;

export interface Reader {
  /** The value, or undefined when absent. The bytes belong to the caller. */
  get(key: Key): Uint8Array | undefined;
  range(query: RangeQuery): Entry[];
  /** Shows entries in order, without making an array, a key and a copy of the value for each: for walks that read a little of many. */
  scan(query: ScanQuery, visitor: ScanVisitor): void;
  /**
   * Stands for what is committed: another object after every commit. What was found out with one reader is good with every reader that has the same
   * state. Undefined where that is not known: in transactions, in stores beyond this process, while a commit is on its way.
   */
  readonly state?: object | undefined;
}

export interface Transaction extends Reader {
  /** The bytes of `value` must not change until the transaction is over. */
  put(key: Key, value: Uint8Array): void;
  /** Removing an absent key is not an error. */
  delete(key: Key): void;
}

export interface RecordStore {
  /** Reads what is committed without a promise: in stores that need not be waited for. One turn of the event loop sees one snapshot. */
  readonly local?: Reader;
  /** A single read of the newest committed value. */
  get(key: Key): Promise<Uint8Array | undefined>;
  /** Runs `body` over one consistent snapshot. */
  read<T>(body: (reader: Reader) => T): Promise<T>;
  /**
   * Runs `body` serializably and resolves with its result once every write in it is durable. When `body` throws, nothing
   * is written and the promise rejects with that error.
   *
   * @throws {StorageError} conflict after `CONFLICT_RETRIES_MAX` tries; limit for a key or value too long; full; io; closed
   */
  transact<T>(body: (transaction: Transaction) => T): Promise<T>;
  /** Waits for running transactions and releases the store. Later calls reject with StorageError closed. */
  close(): Promise<void>;
}

/** Encoded bytes of one key. */
export const KEY_BYTES_MAX = 16 * 1024;
/** Bytes of one value. */
export const VALUE_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes of keys and values that one transaction may write, with 64 more for every write. */
export const TRANSACTION_BYTES_MAX = 256 * 1024 * 1024;
/** Entries one range call may return. */
export const RANGE_LIMIT_MAX = 10_000;
/** Tries of one transaction body before it is given up as a conflict. */
export const CONFLICT_RETRIES_MAX = 20;
