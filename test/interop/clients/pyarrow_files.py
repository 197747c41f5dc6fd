"""pyarrow.fs and pyarrow.dataset: the C++ SDK below Arrow, as Parquet pipelines use it."""
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.parquet as pq
from pyarrow import fs
from scenarios import BUCKET, ENDPOINT, FOLDER, equal, file, main, pattern, refused, scenario

MIB = 1024 * 1024
lake = fs.S3FileSystem(
    endpoint_override=ENDPOINT.split("//")[1],
    scheme="http",
    region="us-east-1",
    allow_bucket_creation=True,
    allow_bucket_deletion=True,
)
TABLE = pa.table({"id": list(range(10_000)), "name": [f"row {number}" for number in range(10_000)]})


def write(name, content=b"x", **more):
    with lake.open_output_stream(f"{BUCKET}/{name}", **more) as stream:
        stream.write(content)


def read(name):
    with lake.open_input_stream(f"{BUCKET}/{name}") as stream:
        return stream.read()


def found(folder, **how):
    infos = lake.get_file_info(fs.FileSelector(f"{BUCKET}/{folder}", **how))
    return sorted(info.path[len(BUCKET) + 1 :] for info in infos)


@scenario("buckets are made and deleted")
def _():
    lake.create_dir("arrow-first")
    equal(lake.get_file_info("arrow-first").type, fs.FileType.Directory)
    lake.delete_dir("arrow-first")
    equal(lake.get_file_info("arrow-first").type, fs.FileType.NotFound)


@scenario("a stream is written and read back")
def _():
    write("one", b"hello")
    equal(read("one"), b"hello")


@scenario("a large stream goes up in parts")
def _():
    data = pattern(23 * MIB)
    with lake.open_output_stream(f"{BUCKET}/large") as stream:
        for begin in range(0, len(data), 3 * MIB):
            stream.write(data[begin : begin + 3 * MIB])
    equal(read("large") == data, True)


@scenario("writing while parts go up in the foreground")
def _():
    foreground = fs.S3FileSystem(
        endpoint_override=ENDPOINT.split("//")[1], scheme="http", region="us-east-1", background_writes=False
    )
    data = pattern(11 * MIB)
    with foreground.open_output_stream(f"{BUCKET}/foreground") as stream:
        stream.write(data)
    equal(read("foreground") == data, True)


@scenario("a file is read at any place")
def _():
    write("random", pattern(MIB))
    with lake.open_input_file(f"{BUCKET}/random") as opened:
        equal((opened.size(), opened.read_at(8, 1_000)), (MIB, pattern(MIB)[1_000:1_008]))
        opened.seek(MIB - 4)
        equal(opened.read(100), pattern(MIB)[-4:])


@scenario("file information tells kind, size and time")
def _():
    write("info/a", b"12345")
    infos = lake.get_file_info([f"{BUCKET}/info/a", f"{BUCKET}/info", f"{BUCKET}/info/none"])
    equal([info.type for info in infos], [fs.FileType.File, fs.FileType.Directory, fs.FileType.NotFound])
    equal((infos[0].size, infos[0].mtime.year > 2000), (5, True))


@scenario("a selector lists one level or the tree")
def _():
    for name in ("sel/a", "sel/b/c", "sel/b/d/e"):
        write(name)
    equal(found("sel"), ["sel/a", "sel/b"])
    equal(found("sel", recursive=True), ["sel/a", "sel/b", "sel/b/c", "sel/b/d", "sel/b/d/e"])
    equal(found("none", allow_not_found=True), [])
    refused(FileNotFoundError, found, "none")


@scenario("more than a thousand files are listed")
def _():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [f"wide/{number:04}" for number in range(1_050)]))
    equal(len(found("wide")), 1_050)
    lake.delete_dir(f"{BUCKET}/wide")
    equal(found("wide", allow_not_found=True), [])


@scenario("copy and move work on the server")
def _():
    write("cp/a", b"moved")
    lake.copy_file(f"{BUCKET}/cp/a", f"{BUCKET}/cp/b")
    lake.move(f"{BUCKET}/cp/a", f"{BUCKET}/cp/c")
    equal((found("cp"), read("cp/c")), (["cp/b", "cp/c"], b"moved"))


@scenario("directories are made, emptied and deleted")
def _():
    lake.create_dir(f"{BUCKET}/dir/sub")
    write("dir/sub/a")
    lake.delete_dir_contents(f"{BUCKET}/dir")
    equal(found("dir"), [])
    equal(lake.get_file_info(f"{BUCKET}/dir").type, fs.FileType.Directory)
    lake.delete_dir(f"{BUCKET}/dir")
    equal(lake.get_file_info(f"{BUCKET}/dir").type, fs.FileType.NotFound)


@scenario("a file is deleted, and one that is absent is told")
def _():
    write("gone")
    lake.delete_file(f"{BUCKET}/gone")
    equal(lake.get_file_info(f"{BUCKET}/gone").type, fs.FileType.NotFound)
    refused(FileNotFoundError, lake.delete_file, f"{BUCKET}/gone")


@scenario("content type and headers are kept")
def _():
    write("meta", metadata={"Content-Type": "application/x-lake", "Cache-Control": "no-cache"})
    with lake.open_input_stream(f"{BUCKET}/meta") as stream:
        told = stream.metadata()
    equal((told["Content-Type"], told["Cache-Control"]), (b"application/x-lake", b"no-cache"))


@scenario("Parquet is written and its columns are read")
def _():
    pq.write_table(TABLE, f"{BUCKET}/table.parquet", filesystem=lake, row_group_size=1_000)
    equal(pq.read_table(f"{BUCKET}/table.parquet", filesystem=lake).equals(TABLE), True)
    ids = pq.read_table(f"{BUCKET}/table.parquet", filesystem=lake, columns=["id"], filters=[("id", ">=", 9_990)])
    equal(ids.column("id").to_pylist(), list(range(9_990, 10_000)))


@scenario("a Parquet file is read by row groups, with read-ahead")
def _():
    pq.write_table(TABLE, f"{BUCKET}/groups.parquet", filesystem=lake, row_group_size=1_000)
    with lake.open_input_file(f"{BUCKET}/groups.parquet") as opened:
        parquet = pq.ParquetFile(opened, pre_buffer=True)
        equal((parquet.num_row_groups, parquet.read_row_group(7).column("id")[0].as_py()), (10, 7_000))


@scenario("a partitioned data set is written and pruned")
def _():
    table = pa.table({"year": [2024, 2024, 2025], "value": [1, 2, 3]})
    partitioning = ds.partitioning(pa.schema([("year", pa.int64())]), flavor="hive")
    where = f"{BUCKET}/sales"
    ds.write_dataset(table, where, filesystem=lake, format="parquet", partitioning=partitioning)
    data = ds.dataset(where, filesystem=lake, format="parquet", partitioning="hive")
    equal([name.split("/")[2] for name in sorted(data.files)], ["year=2024", "year=2025"])
    equal(data.to_table(filter=ds.field("year") == 2024).column("value").to_pylist(), [1, 2])


@scenario("a data set is overwritten by partition")
def _():
    where, how = f"{BUCKET}/over", {"filesystem": lake, "format": "parquet", "partitioning": ["k"], "partitioning_flavor": "hive"}
    ds.write_dataset(pa.table({"k": ["a", "b"], "v": [1, 2]}), where, **how)
    ds.write_dataset(pa.table({"k": ["a"], "v": [9]}), where, existing_data_behavior="delete_matching", **how)
    data = ds.dataset(where, filesystem=lake, partitioning="hive").to_table()
    equal(sorted(data.column("v").to_pylist()), [2, 9])


@scenario("a query runs over many files")
def _():
    for number in range(6):
        pq.write_table(TABLE.slice(number * 1_000, 1_000), f"{BUCKET}/many/{number}.parquet", filesystem=lake)
    data = ds.dataset(f"{BUCKET}/many", filesystem=lake, format="parquet")
    equal((data.count_rows(), pc.sum(data.to_table(columns=["id"]).column("id")).as_py()), (6_000, sum(range(6_000))))


@scenario("CSV and Feather are written and read")
def _():
    with lake.open_output_stream(f"{BUCKET}/t.csv") as stream:
        pyarrow.csv.write_csv(TABLE, stream)
    with lake.open_input_stream(f"{BUCKET}/t.csv") as stream:
        equal(pyarrow.csv.read_csv(stream).num_rows, 10_000)
    with lake.open_output_stream(f"{BUCKET}/t.feather") as stream:
        feather.write_feather(TABLE, stream)
    with lake.open_input_file(f"{BUCKET}/t.feather") as opened:
        equal(feather.read_table(opened).equals(TABLE), True)


@scenario("streams are compressed on the way")
def _():
    with lake.open_output_stream(f"{BUCKET}/zipped.gz", compression="gzip") as stream:
        stream.write(b"hello" * 1_000)
    equal(lake.get_file_info(f"{BUCKET}/zipped.gz").size < 200, True)
    with lake.open_input_stream(f"{BUCKET}/zipped.gz") as stream:
        equal(stream.read(), b"hello" * 1_000)


@scenario("local files are copied in and out")
def _():
    for name in ("a", "b/c"):
        file(f"local/{name}", name)
    local = fs.LocalFileSystem()
    fs.copy_files(str(FOLDER / "local"), f"{BUCKET}/in", source_filesystem=local, destination_filesystem=lake)
    (FOLDER / "out").mkdir()
    fs.copy_files(f"{BUCKET}/in", str(FOLDER / "out"), source_filesystem=lake, destination_filesystem=local)
    equal((FOLDER / "out/b/c").read_text(), "b/c")


@scenario("a subtree is a file system of its own")
def _():
    subtree = fs.SubTreeFileSystem(f"{BUCKET}/subtree", lake)
    with subtree.open_output_stream("x") as stream:
        stream.write(b"below")
    equal(read("subtree/x"), b"below")


@scenario("names with spaces and other scripts work")
def _():
    for name in ("odd/a b", "odd/ü+%", "odd/日本"):
        write(name, name.encode())
    equal([read(name).decode() for name in found("odd")], sorted(["odd/a b", "odd/ü+%", "odd/日本"]))


@scenario("wrong credentials and absent files are told")
def _():
    stranger = fs.S3FileSystem(
        endpoint_override=ENDPOINT.split("//")[1], scheme="http", region="us-east-1", access_key="a" * 20, secret_key="b" * 40
    )
    write("known")
    refused(OSError, stranger.open_input_file, f"{BUCKET}/known")
    refused(FileNotFoundError, lake.open_input_stream, f"{BUCKET}/absent")
    refused(OSError, lake.open_output_stream, "no-such-bucket-anywhere/x")


main()
