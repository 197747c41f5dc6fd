/**
 * Records in any database that speaks PostgreSQL's protocol and has serializable transactions: PostgreSQL, CockroachDB,
 * YugabyteDB. One table of bytes to bytes and plain SQL, nothing that only one of them knows. Serializable isolation is the database's
 * work; a transaction that it refuses (40001, 40P01) is run again after a short pause. Bodies are synchronous and run by replay
 * (replay-reader.ts). Correct first: a body costs a round trip for each read it did not make before.
 */
import type { Pool, PoolClient } from "pg";
import type { Timers } from "../../../runtime/timers.ts";
import { type EncodedKey, keyFromBytes, keyToBytes, type Span } from "../../key-encoding.ts";
import { longKeyReader, longKeyTransaction } from "../../long-keys.ts";
import { OverlayTransaction } from "../../overlay-transaction.ts";
import { CONFLICT_RETRIES_MAX, type RecordStore } from "../../record-store.ts";
import { StorageError } from "../../storage-error.ts";
import { tupleReader, tupleTransaction } from "../../tuple-transaction.ts";
import { isRetryable, toStorageError } from "./postgresql-errors.ts";
import { ReplayReader, type ReadSource } from "./replay-reader.ts";

export interface PostgresqlOptions {
  /** `postgresql://user:password@host:port/database`. The database must exist; the tables are made. */
  readonly url: string;
  readonly timers: Timers;
}

/** Version of the tables. A newer one is refused. */
export const POSTGRESQL_FORMAT_VERSION = 1;
/** Transactions that may be open at once; more wait their turn. */
const CONNECTIONS_MAX = 16;
const CONNECT_TIMEOUT_MS = 10_000;
/** Pause before the n-th try is n times this. */
const RETRY_PAUSE_MS = 5;
/** Keys or entries in one statement. */
const STATEMENT_ENTRIES_MAX = 1000;
/** Bytes of values in one statement: an array parameter travels as text, twice as long, and a message has a limit. */
const STATEMENT_BYTES_MAX = 16 * 1024 * 1024;

const CREATE_RECORDS = "CREATE TABLE IF NOT EXISTS lakebed_records (k BYTEA PRIMARY KEY, v BYTEA NOT NULL)";
const CREATE_FORMAT = "CREATE TABLE IF NOT EXISTS lakebed_format (id INT PRIMARY KEY, version INT NOT NULL)";
const SET_FORMAT = "INSERT INTO lakebed_format (id, version) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
const BEGIN_WRITE = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const BEGIN_READ = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY";
const GET = "SELECT k, v FROM lakebed_records WHERE k = ANY($1::BYTEA[])";
const RANGE = "SELECT k, v FROM lakebed_records WHERE k >= $1 AND k < $2 ORDER BY k LIMIT $3";
const RANGE_REVERSE = "SELECT k, v FROM lakebed_records WHERE k >= $1 AND k < $2 ORDER BY k DESC LIMIT $3";
const PUT =
  "INSERT INTO lakebed_records (k, v) SELECT * FROM unnest($1::BYTEA[], $2::BYTEA[]) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v";
const DELETE = "DELETE FROM lakebed_records WHERE k = ANY($1::BYTEA[])";

interface Row {
  readonly k: Buffer;
  readonly v: Buffer;
}

/** @throws {StorageError} format for a newer version; io when the database cannot be reached */
export async function openPostgresqlRecordStore(options: PostgresqlOptions): Promise<RecordStore> {
  const { Pool } = (await import("pg")).default;
  const pool = new Pool({
    connectionString: options.url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  pool.on("error", () => {}); // An idle connection was lost; the next use opens another.
  try {
    await prepareTables(pool);
  } catch (error) {
    await pool.end();
    throw toStorageError(error);
  }
  return new PostgresqlRecordStore(pool, options.timers);
}

async function prepareTables(pool: Pool): Promise<void> {
  try {
    await createTables(pool);
  } catch (error) {
    // Two processes that make the tables at once collide, in spite of IF NOT EXISTS; the loser finds them made.
    await createTables(pool).catch(() => {
      throw error;
    });
  }
  const { rows } = await pool.query<{ version: number }>("SELECT version FROM lakebed_format WHERE id = 1");
  const version = rows[0]?.version ?? 0;
  if (version > POSTGRESQL_FORMAT_VERSION) {
    throw new StorageError(
      "format",
      `the records were written by a newer version (format ${version}, this one reads up to ${POSTGRESQL_FORMAT_VERSION})`,
    );
  }
}

async function createTables(pool: Pool): Promise<void> {
  await pool.query(CREATE_RECORDS);
  await pool.query(CREATE_FORMAT);
  await pool.query(SET_FORMAT, [POSTGRESQL_FORMAT_VERSION]);
}

class PostgresqlRecordStore implements RecordStore {
  readonly #pool: Pool;
  readonly #timers: Timers;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(pool: Pool, timers: Timers) {
    this.#pool = pool;
    this.#timers = timers;
  }

  get: RecordStore["get"] = (key) => this.read((reader) => reader.get(key));

  read: RecordStore["read"] = (body) => {
    return this.#tracked(BEGIN_READ, (client, reader) =>
      reader.run(sourceOf(client), () => body(tupleReader(longKeyReader(reader)))),
    );
  };

  transact: RecordStore["transact"] = (body) => {
    return this.#tracked(BEGIN_WRITE, async (client, reader) => {
      let overlay = new OverlayTransaction(reader);
      const result = await reader.run(sourceOf(client), () => {
        overlay = new OverlayTransaction(reader);
        return body(tupleTransaction(longKeyTransaction(overlay)));
      });
      overlay.checkSize();
      await writeAll(client, overlay);
      return result;
    });
  };

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    await this.#pool.end();
  }

  /** Lets `close` wait for what runs; refuses what comes after. */
  async #tracked<T>(begin: string, work: (client: PoolClient, reader: ReplayReader) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StorageError("closed", "the record store is closed");
    const running = this.#retried(begin, work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** One database transaction, and again while the database refuses it for others' sake. */
  async #retried<T>(begin: string, work: (client: PoolClient, reader: ReplayReader) => Promise<T>): Promise<T> {
    let known: EncodedKey[] = [];
    for (let tries = 1; ; tries++) {
      const reader = new ReplayReader();
      try {
        return await this.#once(begin, async (client) => {
          await reader.prefetch(sourceOf(client), known);
          return work(client, reader);
        });
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (tries >= CONFLICT_RETRIES_MAX)
          throw new StorageError("conflict", `the transaction was refused ${tries} times`, error);
      }
      known = reader.keys().slice(0, STATEMENT_ENTRIES_MAX);
      await this.#timers.sleep(RETRY_PAUSE_MS * tries);
    }
  }

  async #once<T>(begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await inStorageTerms(() => this.#pool.connect());
    let isBroken = false;
    try {
      await inStorageTerms(() => client.query(begin));
      const result = await work(client);
      await inStorageTerms(() => client.query("COMMIT"));
      return result;
    } catch (error) {
      // A connection on which not even this works is not given back to the pool.
      await client.query("ROLLBACK").catch(() => void (isBroken = true));
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}

/** What the database throws becomes a `StorageError`, except a refusal that asks for another try. */
async function inStorageTerms<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRetryable(error) ? error : toStorageError(error);
  }
}

function sourceOf(client: PoolClient): ReadSource {
  return {
    async getAll(keys) {
      const { rows } = await inStorageTerms(() => client.query<Row>(GET, [keys.map(keyToBytes)]));
      return new Map(rows.map(({ k, v }) => [keyFromBytes(k), v]));
    },
    async range({ lower, upper, reverse, limit }: Span) {
      const bounds = [keyToBytes(lower), keyToBytes(upper), limit];
      const { rows } = await inStorageTerms(() => client.query<Row>(reverse ? RANGE_REVERSE : RANGE, bounds));
      return rows.map(({ k, v }) => ({ key: keyFromBytes(k), value: v }));
    },
  };
}

async function writeAll(client: PoolClient, overlay: OverlayTransaction): Promise<void> {
  const puts: { key: Buffer; value: Buffer }[] = [];
  const deletes: Buffer[] = [];
  overlay.applyTo({
    put: (key, value) =>
      void puts.push({ key: keyToBytes(key), value: Buffer.from(value.buffer, value.byteOffset, value.byteLength) }),
    delete: (key) => void deletes.push(keyToBytes(key)),
  });
  for (let from = 0; from < deletes.length; from += STATEMENT_ENTRIES_MAX) {
    await inStorageTerms(() => client.query(DELETE, [deletes.slice(from, from + STATEMENT_ENTRIES_MAX)]));
  }
  for (const batch of batches(puts)) {
    await inStorageTerms(() => client.query(PUT, [batch.map(({ key }) => key), batch.map(({ value }) => value)]));
  }
}

function* batches<T extends { readonly value: Uint8Array }>(puts: readonly T[]): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const put of puts) {
    if (batch.length > 0 && (batch.length >= STATEMENT_ENTRIES_MAX || bytes + put.value.length > STATEMENT_BYTES_MAX)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(put);
    bytes += put.value.length;
  }
  if (batch.length > 0) yield batch;
}
