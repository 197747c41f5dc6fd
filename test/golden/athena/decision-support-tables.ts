/**
 * A tiny order database with the tables and columns of the well-known decision-support benchmark, made by a linear congruential
 * generator so that every run has the same rows. Values are chosen so that most of its queries have answers; nothing of the
 * benchmark's own generator or text is here.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableBinding } from "../../../src/query/dialects/athena/bindings.ts";
import { duckdbTypeOfHive } from "../../../src/query/dialects/athena/type-names.ts";

const MONEY = "decimal(15,2)";

const TABLES: Readonly<Record<string, readonly (readonly [column: string, hiveType: string])[]>> = {
  region: [
    ["r_regionkey", "bigint"],
    ["r_name", "string"],
    ["r_comment", "string"],
  ],
  nation: [
    ["n_nationkey", "bigint"],
    ["n_name", "string"],
    ["n_regionkey", "bigint"],
    ["n_comment", "string"],
  ],
  supplier: [
    ["s_suppkey", "bigint"],
    ["s_name", "string"],
    ["s_address", "string"],
    ["s_nationkey", "bigint"],
    ["s_phone", "string"],
    ["s_acctbal", MONEY],
    ["s_comment", "string"],
  ],
  customer: [
    ["c_custkey", "bigint"],
    ["c_name", "string"],
    ["c_address", "string"],
    ["c_nationkey", "bigint"],
    ["c_phone", "string"],
    ["c_acctbal", MONEY],
    ["c_mktsegment", "string"],
    ["c_comment", "string"],
  ],
  part: [
    ["p_partkey", "bigint"],
    ["p_name", "string"],
    ["p_mfgr", "string"],
    ["p_brand", "string"],
    ["p_type", "string"],
    ["p_size", "int"],
    ["p_container", "string"],
    ["p_retailprice", MONEY],
    ["p_comment", "string"],
  ],
  partsupp: [
    ["ps_partkey", "bigint"],
    ["ps_suppkey", "bigint"],
    ["ps_availqty", "int"],
    ["ps_supplycost", MONEY],
    ["ps_comment", "string"],
  ],
  orders: [
    ["o_orderkey", "bigint"],
    ["o_custkey", "bigint"],
    ["o_orderstatus", "string"],
    ["o_totalprice", MONEY],
    ["o_orderdate", "date"],
    ["o_orderpriority", "string"],
    ["o_clerk", "string"],
    ["o_shippriority", "int"],
    ["o_comment", "string"],
  ],
  lineitem: [
    ["l_orderkey", "bigint"],
    ["l_partkey", "bigint"],
    ["l_suppkey", "bigint"],
    ["l_linenumber", "int"],
    ["l_quantity", MONEY],
    ["l_extendedprice", MONEY],
    ["l_discount", MONEY],
    ["l_tax", MONEY],
    ["l_returnflag", "string"],
    ["l_linestatus", "string"],
    ["l_shipdate", "date"],
    ["l_commitdate", "date"],
    ["l_receiptdate", "date"],
    ["l_shipinstruct", "string"],
    ["l_shipmode", "string"],
    ["l_comment", "string"],
  ],
};

type Value = string | number;

interface Random {
  below(limit: number): number;
  of(values: readonly string[]): string;
  date(fromYear: number, years: number): string;
}

function createRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
  return {
    below,
    of: (values) => values[below(values.length)] ?? "",
    date: (fromYear, years) =>
      `${fromYear + below(years)}-${String(1 + below(12)).padStart(2, "0")}-${String(1 + below(28)).padStart(2, "0")}`,
  };
}

const REGIONS = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];
const NATIONS = ["GERMANY", "FRANCE", "BRAZIL", "CANADA", "SAUDI ARABIA", "CHINA", "INDIA", "KENYA"];
const NATION_REGIONS = [3, 3, 1, 1, 4, 2, 2, 0];
const COLORS = ["green", "forest", "blue", "red"];
const TYPES = ["PROMO BURNISHED COPPER", "ECONOMY ANODIZED STEEL", "SMALL PLATED BRASS", "MEDIUM POLISHED TIN"];
const ROW_COUNTS = { suppliers: 12, customers: 30, parts: 40, orders: 160 } as const;

function rowsOf(random: Random): Readonly<Record<string, readonly (readonly Value[])[]>> {
  const keys = (count: number): readonly number[] => Array.from({ length: count }, (_unused, index) => index + 1);
  const money = (limit: number): string => (random.below(limit * 100) / 100).toFixed(2);
  const phone = (): string => `${10 + random.below(25)}-${100 + random.below(900)}`;
  const note = (): string => random.of(["quick", "Customer Complaints noted", "special handling requests", "plain"]);
  const orders = keys(ROW_COUNTS.orders).map((key) => [
    key,
    1 + random.below(ROW_COUNTS.customers - 6),
    random.of(["F", "O", "P"]),
    money(500_000),
    random.date(1992, 7),
    random.of(["1-URGENT", "2-HIGH", "3-MEDIUM"]),
    "clerk",
    0,
    note(),
  ]);
  return {
    region: REGIONS.map((name, key) => [key, name, ""]),
    nation: NATIONS.map((name, key) => [key, name, NATION_REGIONS[key] ?? 0, ""]),
    supplier: keys(ROW_COUNTS.suppliers).map((key) => [
      key,
      `Supplier#${key}`,
      "street",
      random.below(NATIONS.length),
      phone(),
      money(9000),
      note(),
    ]),
    customer: keys(ROW_COUNTS.customers).map((key) => [
      key,
      `Customer#${key}`,
      "street",
      random.below(NATIONS.length),
      phone(),
      money(9000),
      random.of(["BUILDING", "AUTOMOBILE"]),
      note(),
    ]),
    part: keys(ROW_COUNTS.parts).map((key) => [
      key,
      `${random.of(COLORS)} part`,
      "Manufacturer#1",
      random.of(["Brand#12", "Brand#23", "Brand#45"]),
      random.of(TYPES),
      1 + random.below(20),
      random.of(["SM CASE", "MED BOX", "LG CASE"]),
      money(2000),
      note(),
    ]),
    partsupp: keys(ROW_COUNTS.parts).flatMap((part) =>
      [0, 3, 7].map((step) => [
        part,
        1 + ((part + step) % ROW_COUNTS.suppliers),
        1 + random.below(9000),
        money(1000),
        note(),
      ]),
    ),
    orders,
    lineitem: orders.flatMap((order) =>
      keys(1 + random.below(5)).map((line) => [
        order[0] ?? 0,
        1 + random.below(ROW_COUNTS.parts),
        1 + random.below(ROW_COUNTS.suppliers),
        line,
        1 + random.below(50),
        money(50_000),
        (random.below(11) / 100).toFixed(2),
        (random.below(9) / 100).toFixed(2),
        random.of(["A", "N", "R"]),
        random.of(["O", "F"]),
        random.date(1992, 7),
        random.date(1992, 7),
        random.date(1992, 7),
        random.of(["DELIVER IN PERSON", "NONE"]),
        random.of(["AIR", "MAIL", "SHIP"]),
        note(),
      ]),
    ),
  };
}

/** Makes the tables and gives their bindings by name. */
export async function createTables(duckdb: DuckDBConnection): Promise<ReadonlyMap<string, TableBinding>> {
  const rows = rowsOf(createRandom(42));
  const bindings = new Map<string, TableBinding>();
  for (const [name, columns] of Object.entries(TABLES)) {
    await duckdb.run(
      `CREATE TABLE ${name} (${columns.map(([column, type]) => `${column} ${duckdbTypeOfHive(type)}`).join(", ")})`,
    );
    const values = (rows[name] ?? []).map(
      (row) => `(${row.map((value) => (typeof value === "number" ? String(value) : `'${value}'`)).join(", ")})`,
    );
    await duckdb.run(`INSERT INTO ${name} VALUES ${values.join(", ")}`);
    bindings.set(name, { relation: `"${name}"`, columns: columns.map(([column, type]) => ({ name: column, type })) });
  }
  return bindings;
}
