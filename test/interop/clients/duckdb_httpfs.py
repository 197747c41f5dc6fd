"""DuckDB with its httpfs extension: SQL straight on objects. The extension comes from its PyPI package, since DuckDB's server need not be reachable."""
import os
import re
from pathlib import Path

import duckdb
import duckdb_extension_httpfs
from scenarios import BUCKET, ENDPOINT, FOLDER, equal, main, refused, scenario

EXTENSION = next((Path(duckdb_extension_httpfs.__file__).parent / "extensions").rglob("httpfs.duckdb_extension"))
BASE = f"s3://{BUCKET}"


def connect():
    connection = duckdb.connect(config={"extension_directory": str(FOLDER), "threads": 4})
    connection.execute(f"INSTALL '{EXTENSION}'; LOAD httpfs")
    connection.execute(f"""CREATE SECRET (TYPE s3, PROVIDER config, KEY_ID '{os.environ["AWS_ACCESS_KEY_ID"]}',
        SECRET '{os.environ["AWS_SECRET_ACCESS_KEY"]}', REGION 'us-east-1', ENDPOINT '{ENDPOINT.split("//")[1]}',
        URL_STYLE 'path', USE_SSL false)""")
    return connection


db = connect()


def rows(sql, *values):
    return db.execute(sql, values).fetchall()


def one(sql, *values):
    return rows(sql, *values)[0][0]


def copy(query, name, options="FORMAT parquet"):
    db.execute(f"COPY ({query}) TO '{BASE}/{name}' ({options})")


@scenario("Parquet is written and read")
def _():
    copy("SELECT range AS id, range % 7 AS k FROM range(100000)", "one.parquet")
    equal(rows(f"SELECT count(*), sum(id) FROM '{BASE}/one.parquet'"), [(100_000, 4_999_950_000)])


@scenario("only the columns and groups that are needed are fetched")
def _():
    copy("SELECT range AS id, repeat(md5(range::text), 20) AS text FROM range(60000)", "wide.parquet", "FORMAT parquet, ROW_GROUP_SIZE 10000")
    fetched = "\n".join(row[1] for row in rows(f"EXPLAIN ANALYZE SELECT max(id) FROM '{BASE}/wide.parquet'"))
    size = one(f"SELECT size FROM read_blob('{BASE}/wide.parquet')")
    kibibytes = float(re.search(r"in: ([0-9.]+) KiB", fetched).group(1))
    equal((kibibytes < 200, size > 2_000_000), (True, True))
    equal(one(f"SELECT text[:8] FROM '{BASE}/wide.parquet' WHERE id = 34567"), one("SELECT md5('34567')[:8]"))


@scenario("a large file is written in parts")
def _():
    db.execute("SET s3_uploader_max_filesize = '50GB'")
    copy("SELECT range AS id, md5(range::text) || md5((range + 1)::text) AS text FROM range(400000)", "large.parquet", "FORMAT parquet, COMPRESSION uncompressed")
    equal(one(f"SELECT size > 20000000 FROM read_blob('{BASE}/large.parquet')"), True)
    equal(one(f"SELECT count(DISTINCT text) FROM '{BASE}/large.parquet'"), 400_000)


@scenario("a glob reads many files")
def _():
    for number in range(5):
        copy(f"SELECT {number} AS part, range AS id FROM range(100)", f"glob/{number}.parquet")
    equal(one(f"SELECT count(*) FROM '{BASE}/glob/*.parquet'"), 500)
    equal(one(f"SELECT count(*) FROM '{BASE}/glob/[1-3].parquet'"), 300)


@scenario("a deep glob goes through folders")
def _():
    for name in ("deep/a/1.csv", "deep/b/c/2.csv"):
        copy("SELECT 1 AS x", name, "FORMAT csv")
    equal(one(f"SELECT count(*) FROM read_csv('{BASE}/deep/**/*.csv')"), 2)
    equal([row[0] for row in rows(f"SELECT file FROM glob('{BASE}/deep/**') ORDER BY 1")], [f"{BASE}/deep/a/1.csv", f"{BASE}/deep/b/c/2.csv"])


@scenario("more than a thousand files are listed")
def _():
    copy("SELECT range AS id, range // 1 AS k FROM range(1010)", "thousand", "FORMAT csv, PARTITION_BY (k), OVERWRITE_OR_IGNORE")
    equal(one(f"SELECT count(*) FROM glob('{BASE}/thousand/**')"), 1_010)


@scenario("partitions are written and pruned")
def _():
    copy("SELECT range AS id, range % 3 AS k FROM range(300)", "parts", "FORMAT parquet, PARTITION_BY (k)")
    source = f"read_parquet('{BASE}/parts/*/*.parquet', hive_partitioning = true)"
    equal(rows(f"SELECT k, count(*) FROM {source} GROUP BY k ORDER BY k"), [(0, 100), (1, 100), (2, 100)])
    equal(one(f"SELECT count(*) FROM {source} WHERE k = 1"), 100)


@scenario("CSV is written, sniffed and read")
def _():
    copy("SELECT range AS id, 'name ' || range AS name, DATE '2024-01-01' + range::int AS day FROM range(50)", "t.csv", "FORMAT csv, HEADER")
    equal(rows(f"DESCRIBE SELECT * FROM '{BASE}/t.csv'")[2][1], "DATE")
    equal(one(f"SELECT name FROM '{BASE}/t.csv' WHERE day = '2024-01-11'"), "name 10")


@scenario("compressed CSV is written and read")
def _():
    copy("SELECT range AS id FROM range(5000)", "t.csv.gz", "FORMAT csv, COMPRESSION gzip")
    equal(one(f"SELECT sum(id) FROM '{BASE}/t.csv.gz'"), 12_497_500)


@scenario("blobs and texts are read whole")
def _():
    copy("SELECT 'hello'", "hello.txt", "FORMAT csv, HEADER false")
    equal(rows(f"SELECT content, size FROM read_text('{BASE}/hello.txt')"), [("hello\n", 6)])
    equal(one(f"SELECT content FROM read_blob('{BASE}/hello.txt')"), b"hello\n")


@scenario("Parquet metadata is read without the data")
def _():
    copy("SELECT range AS id FROM range(3000)", "meta.parquet")
    equal(one(f"SELECT num_rows FROM parquet_file_metadata('{BASE}/meta.parquet')"), 3_000)
    equal(rows(f"SELECT name FROM parquet_schema('{BASE}/meta.parquet') WHERE type IS NOT NULL"), [("id",)])


@scenario("file names and sources are told")
def _():
    copy("SELECT 1 AS x", "named/a.parquet")
    equal(one(f"SELECT filename FROM read_parquet('{BASE}/named/*.parquet', filename = true)"), f"{BASE}/named/a.parquet")


@scenario("files of different columns are united by name")
def _():
    copy("SELECT 1 AS a, 2 AS b", "union/1.parquet")
    copy("SELECT 3 AS b, 4 AS c", "union/2.parquet")
    found = rows(f"SELECT a, b, c FROM read_parquet('{BASE}/union/*.parquet', union_by_name = true) ORDER BY b")
    equal(found, [(1, 2, None), (None, 3, 4)])


@scenario("objects are joined with each other and with tables")
def _():
    copy("SELECT range AS id, 'n' || range AS name FROM range(20)", "names.parquet")
    copy("SELECT range AS id, range * 10 AS score FROM range(10, 30)", "scores.parquet")
    db.execute("CREATE OR REPLACE TABLE wanted AS SELECT 15 AS id")
    found = rows(f"SELECT name, score FROM '{BASE}/names.parquet' JOIN '{BASE}/scores.parquet' USING (id) JOIN wanted USING (id)")
    equal(found, [("n15", 150)])


@scenario("an overwritten object is seen anew")
def _():
    copy("SELECT 1 AS x", "again.parquet")
    equal(one(f"SELECT x FROM '{BASE}/again.parquet'"), 1)
    copy("SELECT 2 AS x, 'longer than before' AS y", "again.parquet")
    equal(one(f"SELECT x FROM '{BASE}/again.parquet'"), 2)


@scenario("a database file is attached over the network")
def _():
    local = str(FOLDER / "lake.duckdb")
    with duckdb.connect(local) as made:
        made.execute("CREATE TABLE t AS SELECT range AS id FROM range(20000)")
    import boto3

    boto3.client("s3").upload_file(local, BUCKET, "lake.duckdb")
    db.execute(f"ATTACH '{BASE}/lake.duckdb' AS far (READ_ONLY)")
    equal(one("SELECT sum(id) FROM far.t"), 199_990_000)
    db.execute("DETACH far")


@scenario("a view and a table are made from objects")
def _():
    copy("SELECT range AS id FROM range(10)", "view.parquet")
    db.execute(f"CREATE OR REPLACE VIEW v AS SELECT * FROM '{BASE}/view.parquet'")
    db.execute(f"CREATE OR REPLACE TABLE copied AS FROM '{BASE}/view.parquet'")
    equal((one("SELECT count(*) FROM v"), one("SELECT max(id) FROM copied")), (10, 9))


@scenario("several connections read at once")
def _():
    from concurrent.futures import ThreadPoolExecutor

    copy("SELECT range AS id FROM range(50000)", "shared.parquet")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: db.cursor().execute(f"SELECT sum(id) FROM '{BASE}/shared.parquet'").fetchone()[0], range(8)))
    equal(found, [1_249_975_000] * 8)


@scenario("names with spaces and other scripts work")
def _():
    for name in ("odd/a b.csv", "odd/ü.csv"):
        copy("SELECT 1 AS x", name, "FORMAT csv")
        equal(one(f"SELECT count(*) FROM '{BASE}/{name}'"), 1)


@scenario("a presigned URL is read over HTTP, an unsigned one refused")
def _():
    import boto3
    from botocore.config import Config

    copy("SELECT range AS id FROM range(1000)", "signed.parquet")
    signing = boto3.client("s3", config=Config(signature_version="s3v4"))
    url = signing.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "signed.parquet"})
    equal(one(f"SELECT sum(id) FROM read_parquet('{url}')"), 499_500)
    refused(duckdb.HTTPException, rows, f"SELECT * FROM read_parquet('{ENDPOINT}/{BUCKET}/signed.parquet')")


@scenario("a wrong secret is refused")
def _():
    stranger = connect()
    stranger.execute(f"CREATE OR REPLACE SECRET s (TYPE s3, KEY_ID '{os.environ['AWS_ACCESS_KEY_ID']}', SECRET 'wrong', REGION 'us-east-1', ENDPOINT '{ENDPOINT.split('//')[1]}', URL_STYLE 'path', USE_SSL false, SCOPE '{BASE}/one')")
    refused(duckdb.Error, stranger.execute, f"SELECT * FROM '{BASE}/one.parquet'")


@scenario("what is absent is told as such")
def _():
    refused(duckdb.Error, rows, f"SELECT * FROM '{BASE}/absent.parquet'")
    refused(duckdb.Error, rows, f"SELECT * FROM '{BASE}/none/*.parquet'")
    equal(one(f"SELECT count(*) FROM glob('{BASE}/none/*')"), 0)


main()
