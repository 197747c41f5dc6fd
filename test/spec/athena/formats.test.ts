/** What the SerDes say a file means: delimited text, quoted CSV, JSON in its forms, compression, Parquet that grew. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AthenaWorld, DATA, openWorld, vegaData } from "./world.ts";

let world: AthenaWorld;
let tables = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
});

afterAll(() => world.close());

/** A table over files given as text; resolves with its name. */
async function table(columns: string, format: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const name = `t${(tables += 1)}`;
  for (const [key, body] of Object.entries(files)) await world.put(`${name}/${key}`, body);
  await world.query(
    `CREATE EXTERNAL TABLE ${name} (${columns}) ${format.replace("LOCATION", `LOCATION 's3://${DATA}/${name}/'`)}`,
  );
  return name;
}

const CSV = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION";
const OPEN_CSV = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION";
const JSON_ROWS = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION";

describe("LazySimpleSerDe", () => {
  it("knows no quotes, fills missing columns with NULL and ignores surplus ones", async () => {
    const name = await table("a string, b string, c string", CSV, { "a.csv": '1,"x,y",z\n2\n3,u,v,w,t\n,\\N,\n' });
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([
      ["1", '"x', 'y"'],
      ["2", null, null],
      ["3", "u", "v"],
      ["", null, ""],
    ]);
  });

  it("gives NULL for text that is no value of the column's type", async () => {
    const name = await table("i int, d double, b boolean, t date", CSV, {
      "a.csv": "1,1.5,true,2024-01-31\nx,y,z,w\n1.5,1e3,TRUE,2024-1-1x\n99999999999,,,\n",
    });
    expect(await world.rows(`SELECT i, d, b, t FROM ${name}`)).toEqual([
      ["1", "1.5", "true", "2024-01-31"],
      [null, null, null, null],
      [null, "1000.0", "true", null],
      [null, null, null, null],
    ]);
  });

  it("skips header lines of every file", async () => {
    const name = await table("a int", `${CSV} TBLPROPERTIES ('skip.header.line.count'='1')`, {
      "a.csv": "a\n1\n",
      "b.csv": "a\n2\n",
    });
    expect(await world.rows(`SELECT a FROM ${name} ORDER BY a`)).toEqual([["1"], ["2"]]);
  });

  it("honours the escape character and another NULL text", async () => {
    const format = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' NULL DEFINED AS 'none' LOCATION";
    const name = await table("a string, b string", format, { "a.csv": "x\\,y,z\nnone,b\\\\c\n" });
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([
      ["x,y", "z"],
      [null, "b\\c"],
    ]);
  });

  it("splits arrays and maps by their own separators", async () => {
    const format =
      "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' COLLECTION ITEMS TERMINATED BY '|' MAP KEYS TERMINATED BY ':' LOCATION";
    const name = await table("a array<int>, m map<string,int>", format, { "a.csv": "1|2|x,k:1|l:2\n" });
    expect(await world.rows(`SELECT a, m FROM ${name}`)).toEqual([["[1, 2, null]", "{k=1, l=2}"]]);
  });

  it("reads gzip by the name of the object, beside plain files", async () => {
    const name = await table("a int", CSV, { "a.csv.gz": gzipSync("1\n2\n"), "b.csv": "3\n" });
    expect(await world.rows(`SELECT sum(a) FROM ${name}`)).toEqual([["6"]]);
  });

  it("leaves out hidden files and empty folder objects", async () => {
    const name = await table("a int", CSV, {
      "a.csv": "1\n",
      _SUCCESS: "9\n",
      ".hidden": "9\n",
      "folder/": "",
      "_temporary/0/x": "9\n",
      "sub/b.csv": "2\n",
    });
    expect(await world.rows(`SELECT sum(a) FROM ${name}`)).toEqual([["3"]]);
  });
});

describe("OpenCSVSerde", () => {
  it("undoes quotes, doubled quotes and escapes", async () => {
    const name = await table("a string, b string", OPEN_CSV, { "a.csv": '"a"",b",c\n"e\\"f","i\\\\j"\n"",x\nonly\n' });
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([
      ['a",b', "c"],
      ['e"f', "i\\j"],
      ["", "x"],
      ["only", null],
    ]);
  });

  it("takes its own separator and quote", async () => {
    const format =
      "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar'='\\t', 'quoteChar'='`') LOCATION";
    const name = await table("a string, b string", format, { "a.tsv": "`x\ty`\tz\n" });
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([["x\ty", "z"]]);
  });

  it("fails over text that is no value of the column's type", async () => {
    const name = await table("a int", OPEN_CSV, { "a.csv": '"1"\n"x"\n' });
    expect(await world.reason(`SELECT sum(a) FROM ${name}`)).toBe(
      `HIVE_BAD_DATA: Error parsing field value 'x' for field 0: For input string: "x"`,
    );
  });

  it("gives NULL for such text when the table asks for it", async () => {
    const name = await table(
      "a int, d date, t timestamp",
      `${OPEN_CSV} TBLPROPERTIES ('use.null.for.invalid.data'='true')`,
      { "a.csv": '"1","18276","1579059880000"\n"x","y","z"\n' },
    );
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([
      ["1", "2020-01-15", "2020-01-15 03:44:40.000"],
      [null, null, null],
    ]);
  });

  it("reads real CSV", async () => {
    await world.put("airports/airports.csv", await vegaData("airports.csv"));
    await world.query(
      `CREATE EXTERNAL TABLE airports (iata string, name string, city string, state string, country string, latitude double, longitude double)
       ${OPEN_CSV} 's3://${DATA}/airports/' TBLPROPERTIES ('skip.header.line.count'='1')`,
    );
    expect(await world.rows("SELECT count(*), count(DISTINCT state), round(max(latitude), 2) FROM airports")).toEqual([
      ["3376", "57", "71.29"],
    ]);
  });
});

describe("JSON", () => {
  it("matches keys without regard to case, gives NULL for missing ones and ignores others", async () => {
    const name = await table("a int, b string, c struct<x:int,y:array<string>>", JSON_ROWS, {
      "a.json": '{"A":1,"b":"x","C":{"X":2,"y":["p","q"]}}\n{"b":3,"z":0}\n{"a":"not a number","b":null}\n',
    });
    expect(await world.rows(`SELECT a, b, c.x, c.y FROM ${name}`)).toEqual([
      ["1", "x", "2", "[p, q]"],
      [null, "3", null, null],
      [null, null, null, null],
    ]);
  });

  it("reads maps, arrays of structs and nested text", async () => {
    const name = await table("m map<string,int>, s array<struct<k:string>>, t string", JSON_ROWS, {
      "a.json": '{"m":{"a":1,"b":2},"s":[{"K":"v"}],"t":{"deep":[1]}}\n',
    });
    expect(await world.rows(`SELECT m['b'], s[1].k, t FROM ${name}`)).toEqual([["2", "v", '{"deep":[1]}']]);
  });

  it("reads a top-level array, as people have it", async () => {
    await world.put("movies/movies.json", await vegaData("movies.json"));
    await world.query(
      "CREATE EXTERNAL TABLE movies (`title` string, `us gross` bigint, `imdb rating` double) " +
        `${JSON_ROWS} 's3://${DATA}/movies/'`,
    );
    expect(await world.rows('SELECT count(*), max("us gross"), round(avg("imdb rating"), 3) FROM movies')).toEqual([
      ["3201", "760167650", "6.283"],
    ]);
  });

  it("fails over a malformed row unless the table ignores it", async () => {
    const files = { "a.json": '{"a":1}\nnot json\n{"a":2}\n' };
    const strict = await table("a int", JSON_ROWS, files);
    expect(await world.reason(`SELECT * FROM ${strict}`)).toMatch(/^HIVE_BAD_DATA: /);
    const lenient = await table(
      "a int",
      "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='true') LOCATION",
      files,
    );
    expect(await world.rows(`SELECT a FROM ${lenient}`)).toEqual([["1"], [null], ["2"]]);
  });

  it("maps a column to another key", async () => {
    const format =
      "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('mapping.ts'='timestamp') LOCATION";
    const name = await table("ts string", format, { "a.json": '{"timestamp":"now"}\n' });
    expect(await world.rows(`SELECT ts FROM ${name}`)).toEqual([["now"]]);
  });
});

describe("Parquet", () => {
  it("finds columns by name, in any order and case, and gives NULL where a file lacks one", async () => {
    const location = `s3://${DATA}/grown/`;
    await world.query(`CREATE TABLE grown1 WITH (external_location='${location}a/') AS SELECT 1 AS a, 'old' AS b`);
    await world.query(
      `CREATE TABLE grown2 WITH (external_location='${location}b/') AS SELECT 'new' AS b, 2 AS a, 3 AS c`,
    );
    await world.query(
      `CREATE EXTERNAL TABLE grown (c int, B string, a bigint, d double) STORED AS PARQUET LOCATION '${location}'`,
    );
    expect(await world.rows("SELECT * FROM grown ORDER BY a")).toEqual([
      [null, "old", "1", null],
      ["3", "new", "2", null],
    ]);
  });
});

describe("other formats", () => {
  it("are refused by name, never read as something else", async () => {
    const name = await table("a string", "STORED AS ORC LOCATION", { "a.orc": "ORC" });
    expect(await world.reason(`SELECT * FROM ${name}`)).toMatch(/^HIVE_UNSUPPORTED_FORMAT: .*OrcSerde/);
    const bzip = await table("a string", CSV, { "a.csv.bz2": "x" });
    expect(await world.reason(`SELECT * FROM ${bzip}`)).toMatch(/^HIVE_UNSUPPORTED_FORMAT: /);
  });
});
