"""delta-rs: tables whose commits are conditional writes, with writers that race."""
import json
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, QueryBuilder, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from scenarios import BUCKET, equal, main, refused, scenario

# Credentials, Region and endpoint come from the environment.
OPTIONS = {"AWS_ALLOW_HTTP": "true", "conditional_put": "etag"}


def at(name):
    return f"s3://{BUCKET}/{name}"


def rows(first, last):
    return pa.table({"id": pa.array(range(first, last), pa.int64()), "kind": ["even" if n % 2 == 0 else "odd" for n in range(first, last)]})


def write(name, data, **more):
    write_deltalake(at(name), data, storage_options=OPTIONS, **more)
    return table(name)


def table(name, **more):
    return DeltaTable(at(name), storage_options=OPTIONS, **more)


def ids(delta):
    return sorted(pa.table(QueryBuilder().register("t", delta).execute("select id from t").read_all()).column("id").to_pylist())


@scenario("a table is made and read")
def _():
    equal(ids(write("made", rows(0, 10))), list(range(10)))
    equal(DeltaTable.is_deltatable(at("made"), OPTIONS), True)


@scenario("a table that is there is not made again")
def _():
    write("once", rows(0, 2))
    refused(DeltaError, write, "once", rows(0, 2), mode="error")
    equal((write("once", rows(5, 9), mode="ignore").version(), ids(table("once"))), (0, [0, 1]))


@scenario("appending makes versions")
def _():
    for first in (0, 10, 20):
        delta = write("appended", rows(first, first + 10), mode="append")
    equal((delta.version(), len(ids(delta))), (2, 30))


@scenario("writers that race all win in turn")
def _():
    write("raced", rows(0, 1))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: write("raced", rows(number, number + 1), mode="append"), range(1, 19)))
    delta = table("raced")
    equal((delta.version(), ids(delta)), (18, list(range(19))))


@scenario("writers that race to make a table lose nothing")
def _():
    def attempt(number):
        try:
            write("first", rows(number, number + 1), mode="error")
            return "made"
        except (DeltaError, FileExistsError, OSError):
            return "late"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(attempt, range(6)))
    # A writer that finds version 0 taken adds version 1 (delta-rs checks the mode before it commits), so one or more are told that
    # they made it; each of these must be there.
    delta = table("first")
    equal((len(ids(delta)), delta.version() + 1), (outcomes.count("made"), outcomes.count("made")))


@scenario("writers that overwrite the same table conflict")
def _():
    write("conflict", rows(0, 5))
    one, other = table("conflict"), table("conflict")
    one.delete("id = 1")
    refused(DeltaError, other.delete, "id = 1")
    equal(ids(table("conflict")), [0, 2, 3, 4])


@scenario("overwriting replaces the rows")
def _():
    write("over", rows(0, 10))
    equal(ids(write("over", rows(50, 52), mode="overwrite")), [50, 51])


@scenario("overwriting by predicate replaces some")
def _():
    write("some", rows(0, 6))
    equal(ids(write("some", rows(10, 11), mode="overwrite", predicate="kind = 'even'")), [1, 3, 5, 10])


@scenario("old versions are read by number and time")
def _():
    write("travel", rows(0, 1))
    delta = write("travel", rows(1, 2), mode="append")
    equal((ids(table("travel", version=0)), ids(delta)), ([0], [0, 1]))
    delta.load_as_version(0)
    equal(ids(delta), [0])


@scenario("a table is restored")
def _():
    write("restored", rows(0, 3))
    delta = write("restored", rows(9, 10), mode="overwrite")
    delta.restore(0)
    equal((ids(table("restored")), delta.version()), ([0, 1, 2], 2))


@scenario("the schema grows when it may")
def _():
    write("grown", rows(0, 1))
    wider = pa.table({"id": pa.array([1], pa.int64()), "kind": ["odd"], "score": [0.5]})
    refused(DeltaError, write, "grown", wider, mode="append")
    delta = write("grown", wider, mode="append", schema_mode="merge")
    equal([field.name for field in delta.schema().fields], ["id", "kind", "score"])


@scenario("partitions are folders, and prune files")
def _():
    delta = write("parted", rows(0, 10), partition_by=["kind"])
    equal(sorted(uri.split("/")[-2] for uri in delta.file_uris()), ["kind=even", "kind=odd"])
    equal(len(delta.file_uris(file_pruning_predicate="kind = 'odd'")), 1)


@scenario("rows are merged")
def _():
    delta = write("merged", rows(0, 3))
    source = pa.table({"id": pa.array([2, 3], pa.int64()), "kind": ["new", "new"]})
    merge = delta.merge(source, "t.id = s.id", source_alias="s", target_alias="t")
    told = merge.when_matched_update_all().when_not_matched_insert_all().execute()
    equal((told["num_target_rows_updated"], told["num_target_rows_inserted"], ids(delta)), (1, 1, [0, 1, 2, 3]))


@scenario("rows are updated and deleted")
def _():
    delta = write("changed", rows(0, 4))
    delta.update(updates={"kind": "'changed'"}, predicate="id = 2")
    delta.delete("id = 0")
    found = pa.table(QueryBuilder().register("t", delta).execute("select kind from t where id = 2").read_all())
    equal((found.column("kind").to_pylist(), ids(delta)), (["changed"], [1, 2, 3]))


@scenario("small files are compacted, and old ones vacuumed")
def _():
    for first in range(4):
        delta = write("compacted", rows(first, first + 1), mode="append")
    equal(len(delta.file_uris()), 4)
    equal(delta.optimize.compact()["numFilesRemoved"], 4)
    equal(len(delta.file_uris()), 1)
    gone = delta.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    equal((len(gone), ids(table("compacted"))), (4, [0, 1, 2, 3]))


@scenario("files are ordered by Z order")
def _():
    write("ordered", rows(0, 5))
    delta = write("ordered", rows(5, 9), mode="append")
    equal(delta.optimize.z_order(["id"])["totalConsideredFiles"], 2)
    equal(ids(delta), list(range(9)))


@scenario("a checkpoint is written and used")
def _():
    for first in range(3):
        delta = write("checked", rows(first, first + 1), mode="append")
    delta.create_checkpoint()
    equal(ids(table("checked")), [0, 1, 2])


@scenario("a long log is read")
def _():
    for first in range(12):
        delta = write("long", rows(first, first + 1), mode="append")
    equal((delta.version(), len(delta.history()), ids(table("long"))), (11, 12, list(range(12))))


@scenario("commits carry what the writer says of them")
def _():
    delta = write("told", rows(0, 1), commit_properties=CommitProperties(custom_metadata={"run": "7"}))
    equal(delta.history(1)[0]["run"], "7")


@scenario("an application's transaction numbers are kept")
def _():
    from deltalake import Transaction

    properties = CommitProperties(app_transactions=[Transaction("loader", 5)])
    equal(write("app", rows(0, 1), commit_properties=properties).transaction_version("loader"), 5)


@scenario("constraints refuse rows")
def _():
    delta = write("bounded", rows(0, 2))
    delta.alter.add_constraint({"positive": "id >= 0"})
    refused(DeltaError, write, "bounded", rows(-3, -1), mode="append")
    equal(ids(table("bounded")), [0, 1])


@scenario("changed rows are fed on")
def _():
    delta = write("feed", rows(0, 2), configuration={"delta.enableChangeDataFeed": "true"})
    delta.delete("id = 0")
    changes = pa.table(delta.load_cdf(starting_version=0).read_all())
    equal(sorted(changes.column("_change_type").to_pylist()), ["delete", "insert", "insert"])


@scenario("a Parquet folder becomes a table")
def _():
    import pyarrow.parquet as pq
    from deltalake import convert_to_deltalake
    from pyarrow import fs
    from scenarios import ENDPOINT

    lake = fs.S3FileSystem(endpoint_override=ENDPOINT.split("//")[1], scheme="http", region="us-east-1")
    pq.write_table(rows(0, 4), f"{BUCKET}/converted/a.parquet", filesystem=lake)
    convert_to_deltalake(at("converted"), storage_options=OPTIONS)
    equal(ids(table("converted")), [0, 1, 2, 3])


@scenario("what is absent is told as such")
def _():
    refused(TableNotFoundError, table, "absent")
    equal(DeltaTable.is_deltatable(at("absent"), OPTIONS), False)
    equal(json.loads(table("made").schema().to_json())["type"], "struct")


main()
