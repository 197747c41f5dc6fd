"""S3 Metadata and S3 Tables below readers and writers of Iceberg: PyIceberg, DuckDB's iceberg extension and pyarrow, all unmodified."""
import os
import time
import urllib.request
import uuid
from pathlib import Path

import boto3
import duckdb
import duckdb_extension_avro
import duckdb_extension_httpfs
import duckdb_extension_iceberg
import pyarrow as pa
import pyarrow.parquet as pq
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from pyarrow.fs import S3FileSystem
from pyiceberg.serializers import ToOutputFile
from pyiceberg.table import CommitTableResponse, StaticTable
from pyiceberg.table.update import update_table_metadata
from scenarios import BUCKET, ENDPOINT, FOLDER, equal, main, refused, scenario

session = boto3.Session()
s3 = session.client("s3", endpoint_url=ENDPOINT)
tables = session.client("s3tables", endpoint_url=ENDPOINT)
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
IO = {
    "s3.endpoint": ENDPOINT,
    "s3.access-key-id": KEY,
    "s3.secret-access-key": SECRET,
    "s3.region": "us-east-1",
    "s3.force-virtual-addressing": "false",
}
files = S3FileSystem(access_key=KEY, secret_key=SECRET, region="us-east-1", endpoint_override=ENDPOINT)


def advance(milliseconds):
    """Moves state time, and waits for all that is due."""
    url = f"{ENDPOINT}/_lakebed/clock/advance?ms={milliseconds}"
    request = AWSRequest("POST", url, data=b"")
    SigV4Auth(session.get_credentials(), "lakebed", "us-east-1").add_auth(request)
    urllib.request.urlopen(urllib.request.Request(url, data=b"", method="POST", headers=dict(request.headers))).read()


def result():
    answer = s3.get_bucket_metadata_configuration(Bucket=BUCKET)
    return answer["GetBucketMetadataConfigurationResult"]["MetadataConfigurationResult"]


def location(kind):
    return tables.get_table(tableArn=result()[f"{kind}TableConfigurationResult"]["TableArn"])["metadataLocation"]


def open_table(kind):
    return StaticTable.from_metadata(location(kind), IO)


def connect():
    connection = duckdb.connect(config={"extension_directory": str(FOLDER), "threads": 4})
    for module, name in ((duckdb_extension_httpfs, "httpfs"), (duckdb_extension_avro, "avro"), (duckdb_extension_iceberg, "iceberg")):
        path = next((Path(module.__file__).parent / "extensions").rglob(f"{name}.duckdb_extension"))
        connection.execute(f"INSTALL '{path}'; LOAD {name}")
    connection.execute(f"""CREATE SECRET (TYPE s3, PROVIDER config, KEY_ID '{KEY}', SECRET '{SECRET}', REGION 'us-east-1',
        ENDPOINT '{ENDPOINT.split("//")[1]}', URL_STYLE 'path', USE_SSL false)""")
    return connection


db = connect()
for index in range(50):
    s3.put_object(Bucket=BUCKET, Key=f"k/{index:02}", Body=b"x" * index, Metadata={"i": str(index)}, Tagging="a=b")
s3.create_bucket_metadata_configuration(
    Bucket=BUCKET,
    MetadataConfiguration={
        "JournalTableConfiguration": {"RecordExpiration": {"Expiration": "DISABLED"}},
        "InventoryTableConfiguration": {"ConfigurationState": "ENABLED"},
    },
)
advance(1000)
for index in range(20):
    s3.delete_object(Bucket=BUCKET, Key=f"k/{index:02}")
advance(3_600_000)
s3.put_object(Bucket=BUCKET, Key="n/new", Body=b"new")
advance(3_600_000)


@scenario("PyIceberg reads a journal")
def _():
    rows = open_table("Journal").scan().to_arrow()
    equal(rows.num_rows, 21)
    equal(sorted(set(rows["record_type"].to_pylist())), ["CREATE", "DELETE"])


@scenario("PyIceberg reads an inventory, with predicates and chosen columns")
def _():
    table = open_table("Inventory")
    equal(table.scan().to_arrow().num_rows, 31)
    found = table.scan(row_filter="size > 47", selected_fields=("key", "size", "object_tags", "user_metadata")).to_arrow()
    equal(
        sorted(found.to_pylist(), key=lambda row: row["key"]),
        [
            {"key": f"k/{size}", "size": size, "object_tags": [("a", "b")], "user_metadata": [("i", str(size))]}
            for size in (48, 49)
        ],
    )


@scenario("PyIceberg sees the snapshots, the files and the history")
def _():
    table = open_table("Journal")
    equal(table.inspect.snapshots().num_rows, 2)
    equal(table.inspect.files().num_rows, 2)
    equal(table.inspect.history().num_rows, 2)
    first = table.snapshots()[0]
    equal(table.scan(snapshot_id=first.snapshot_id).to_arrow().num_rows, 20)


@scenario("DuckDB scans a journal and an inventory")
def _():
    found = db.execute(f"SELECT count(*), count(DISTINCT key), max(record_type) FROM iceberg_scan('{location('Journal')}')").fetchall()
    equal(found, [(21, 21, "DELETE")])
    found = db.execute(f"SELECT count(*), max(size), min(key) FROM iceberg_scan('{location('Inventory')}')").fetchall()
    equal(found, [(31, 49, "k/20")])
    found = db.execute(f"SELECT object_tags['a'], user_metadata['i'] FROM iceberg_scan('{location('Inventory')}') WHERE key = 'k/33'")
    equal(found.fetchall(), [("b", "33")])


@scenario("DuckDB sees the snapshots")
def _():
    equal(len(db.execute(f"SELECT * FROM iceberg_snapshots('{location('Journal')}')").fetchall()), 2)


@scenario("pyarrow reads the data files")
def _():
    [task] = open_table("Inventory").scan().plan_files()
    rows = pq.read_table(task.file.file_path.removeprefix("s3://"), filesystem=files)
    equal(rows.num_rows, task.file.record_count)
    equal(rows.schema.field("key").metadata[b"PARQUET:field_id"], b"2")


@scenario("a table that PyIceberg writes is committed by version token, and read by DuckDB")
def _():
    arn = tables.create_table_bucket(name="pyiceberg-lake")["arn"]
    tables.create_namespace(tableBucketARN=arn, namespace=["ns"])
    fields = [{"name": "id", "type": "long"}, {"name": "note", "type": "string"}]
    tables.create_table(
        tableBucketARN=arn, namespace="ns", name="notes", format="ICEBERG", metadata={"iceberg": {"schema": {"fields": fields}}}
    )
    named = dict(tableBucketARN=arn, namespace="ns", name="notes")

    def append(rows):
        state = tables.get_table_metadata_location(**named)
        table = StaticTable.from_metadata(state["metadataLocation"], IO)

        class Commits:
            """The part of a catalog that commits, by S3 Tables."""

            def commit_table(self, table, requirements, updates):
                for requirement in requirements:
                    requirement.validate(table.metadata)
                metadata = update_table_metadata(table.metadata, updates)
                path = f"{state['warehouseLocation']}/metadata/{uuid.uuid4()}.metadata.json"
                # Whether it is there would be asked by listing, which warehouses refuse.
                ToOutputFile.table_metadata(metadata, table.io.new_output(path), overwrite=True)
                tables.update_table_metadata_location(**named, versionToken=state["versionToken"], metadataLocation=path)
                return CommitTableResponse(metadata=metadata, metadata_location=path)

        table.catalog = Commits()
        table.append(pa.table(rows, schema=table.schema().as_arrow()))
        return state

    append({"id": [1, 2], "note": ["a", "b"]})
    state = append({"id": [3], "note": ["c"]})
    current = tables.get_table_metadata_location(**named)["metadataLocation"]
    equal(db.execute(f"SELECT count(*), sum(id), max(note) FROM iceberg_scan('{current}')").fetchall(), [(3, 6, "c")])
    equal(StaticTable.from_metadata(current, IO).scan().to_arrow().num_rows, 3)
    refused(
        tables.exceptions.ConflictException,
        tables.update_table_metadata_location,
        **named,
        versionToken=state["versionToken"],
        metadataLocation=current,
    )


@scenario("journals keep up with many changes, in few snapshots")
def _():
    before = open_table("Journal").inspect.snapshots().num_rows
    for index in range(200):
        s3.put_object(Bucket=BUCKET, Key=f"many/{index}", Body=b"")
    started = time.monotonic()
    advance(1000)
    assert time.monotonic() - started < 60
    table = open_table("Journal")
    equal(table.scan(row_filter="key >= 'many/' and key < 'many0'").to_arrow().num_rows, 200)
    assert table.inspect.snapshots().num_rows <= before + 3


main()
