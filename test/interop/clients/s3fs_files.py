"""s3fs: a bucket as a file system of fsspec's, as pandas, dask and zarr use it."""
import asyncio
import io
import urllib.request

import fsspec
import s3fs
from botocore.exceptions import ClientError
from scenarios import BUCKET, ENDPOINT, FOLDER, equal, file, main, pattern, refused, scenario

MIB = 1024 * 1024
fs = s3fs.S3FileSystem(endpoint_url=ENDPOINT, use_listings_cache=False)


def pipe(names, content=b"x"):
    for name in names:
        fs.pipe_file(f"{BUCKET}/{name}", content)


@scenario("buckets are made, listed and removed")
def _():
    fs.mkdir("s3fs-first")
    equal("s3fs-first" in fs.ls(""), True)
    fs.rmdir("s3fs-first")
    equal(fs.exists("s3fs-first"), False)


@scenario("open writes and reads text")
def _():
    with fs.open(f"{BUCKET}/text.txt", "w") as stream:
        stream.write("first\nsecond\n")
    with fs.open(f"{BUCKET}/text.txt", "r") as stream:
        equal(stream.readlines(), ["first\n", "second\n"])


@scenario("a large file is written in parts while it grows")
def _():
    data = pattern(13 * MIB)
    with fs.open(f"{BUCKET}/large", "wb", block_size=5 * MIB) as stream:
        for begin in range(0, len(data), MIB):
            stream.write(data[begin : begin + MIB])
    equal(fs.cat_file(f"{BUCKET}/large") == data, True)
    equal("-" in fs.info(f"{BUCKET}/large")["ETag"], True)


@scenario("seek and read fetch ranges")
def _():
    data = pattern(2 * MIB)
    fs.pipe_file(f"{BUCKET}/seek", data)
    with fs.open(f"{BUCKET}/seek", "rb", block_size=64 * 1024) as stream:
        stream.seek(MIB)
        equal(stream.read(8), data[MIB : MIB + 8])
        stream.seek(-4, 2)
        equal(stream.read(), data[-4:])


@scenario("many ranges are fetched at once")
def _():
    fs.pipe_file(f"{BUCKET}/ranges", b"0123456789")
    path = f"{BUCKET}/ranges"
    equal(fs.cat_ranges([path] * 3, [0, 4, 8], [2, 6, None]), [b"01", b"45", b"89"])
    equal(fs.cat_file(path, start=-3), b"789")


@scenario("ls tells names, sizes and kinds")
def _():
    pipe(["ls/a", "ls/sub/b"], b"12345")
    equal(sorted(fs.ls(f"{BUCKET}/ls", detail=False)), [f"{BUCKET}/ls/a", f"{BUCKET}/ls/sub"])
    kinds = {item["name"]: (item["type"], item["size"]) for item in fs.ls(f"{BUCKET}/ls", detail=True)}
    equal(kinds, {f"{BUCKET}/ls/a": ("file", 5), f"{BUCKET}/ls/sub": ("directory", 0)})


@scenario("find, glob and walk go through trees")
def _():
    pipe(["tree/a.csv", "tree/b/c.csv", "tree/b/d.txt"])
    equal([name[len(BUCKET) + 1 :] for name in fs.find(f"{BUCKET}/tree")], ["tree/a.csv", "tree/b/c.csv", "tree/b/d.txt"])
    equal(fs.glob(f"{BUCKET}/tree/**/*.csv"), [f"{BUCKET}/tree/a.csv", f"{BUCKET}/tree/b/c.csv"])
    equal([(sorted(folders), sorted(files)) for _, folders, files in fs.walk(f"{BUCKET}/tree")], [(["b"], ["a.csv"]), ([], ["c.csv", "d.txt"])])


@scenario("du adds sizes up")
def _():
    pipe(["du/a", "du/b/c"], b"1234")
    equal((fs.du(f"{BUCKET}/du"), len(fs.du(f"{BUCKET}/du", total=False))), (8, 2))


@scenario("exists, isfile and isdir tell apart")
def _():
    pipe(["kinds/a"])
    asked = [f"{BUCKET}/kinds", f"{BUCKET}/kinds/a", f"{BUCKET}/kinds/none"]
    equal([fs.exists(name) for name in asked], [True, True, False])
    equal([fs.isdir(name) for name in asked], [True, False, False])
    equal([fs.isfile(name) for name in asked], [False, True, False])


@scenario("copy and move work on the server, also for trees")
def _():
    pipe(["cp/a", "cp/b/c"], b"moved")
    fs.mv(f"{BUCKET}/cp/a", f"{BUCKET}/cp/a2")
    fs.copy(f"{BUCKET}/cp", f"{BUCKET}/mv", recursive=True)
    equal([name.split("/", 1)[1] for name in fs.find(f"{BUCKET}/mv")], ["mv/a2", "mv/b/c"])
    equal([name.split("/", 1)[1] for name in fs.find(f"{BUCKET}/cp")], ["cp/a2", "cp/b/c"])


@scenario("a large object is copied by parts")
def _():
    data = pattern(11 * MIB)
    fs.pipe_file(f"{BUCKET}/part-copy", data)
    names = f"{BUCKET}/part-copy", f"{BUCKET}/part-copied"
    fsspec.asyn.sync(fs.loop, fs._copy_managed, *names, len(data), block=5 * MIB)
    equal(fs.cat_file(f"{BUCKET}/part-copied") == data, True)


@scenario("rm deletes many at once")
def _():
    pipe([f"rm/{number}" for number in range(12)])
    fs.rm(f"{BUCKET}/rm", recursive=True)
    equal(fs.find(f"{BUCKET}/rm"), [])


@scenario("put and get move whole folders")
def _():
    for name in ("a", "b/c", "b/ü d"):
        file(f"putting/{name}", name)
    fs.put(str(FOLDER / "putting"), f"{BUCKET}/put", recursive=True)
    fs.get(f"{BUCKET}/put", str(FOLDER / "got"), recursive=True)
    found = sorted(path.relative_to(FOLDER / "got").as_posix() for path in (FOLDER / "got").rglob("*") if path.is_file())
    equal(found, ["a", "b/c", "b/ü d"])


@scenario("appending goes on with what is there")
def _():
    small, large = f"{BUCKET}/append-small", f"{BUCKET}/append-large"
    fs.pipe_file(small, b"one")
    fs.pipe_file(large, pattern(6 * MIB))
    for path in (small, large):
        with fs.open(path, "ab") as stream:
            stream.write(b"two")
    equal(fs.cat_file(small), b"onetwo")
    equal((fs.size(large), fs.tail(large, 3)), (6 * MIB + 3, b"two"))


@scenario("metadata and tags are set and read")
def _():
    with fs.open(f"{BUCKET}/meta", "wb", Metadata={"owner": "ml"}) as stream:
        stream.write(b"x")
    equal(fs.metadata(f"{BUCKET}/meta"), {"owner": "ml"})
    fs.setxattr(f"{BUCKET}/meta", run="7")
    equal(fs.getxattr(f"{BUCKET}/meta", "run"), "7")
    fs.put_tags(f"{BUCKET}/meta", {"stage": "raw"})
    fs.put_tags(f"{BUCKET}/meta", {"team": "ml"}, mode="m")
    equal(fs.get_tags(f"{BUCKET}/meta"), {"stage": "raw", "team": "ml"})


@scenario("exclusive creation lets one writer win")
def _():
    path = f"{BUCKET}/exclusive"
    fs.pipe_file(path, b"first", mode="create")
    refused(FileExistsError, fs.pipe_file, path, b"second", mode="create")
    equal(fs.cat_file(path), b"first")


@scenario("a version aware file system reads old versions")
def _():
    aware = s3fs.S3FileSystem(endpoint_url=ENDPOINT, version_aware=True, use_listings_cache=False)
    aware.mkdir("s3fs-versions")
    aware.call_s3("put_bucket_versioning", Bucket="s3fs-versions", VersioningConfiguration={"Status": "Enabled"})
    aware.pipe_file("s3fs-versions/a", b"old")
    old = aware.info("s3fs-versions/a")["VersionId"]
    aware.pipe_file("s3fs-versions/a", b"new")
    equal(aware.cat_file(f"s3fs-versions/a?versionId={old}"), b"old")
    equal(len(aware.object_version_info("s3fs-versions/a")), 2)
    equal(aware.cat_file("s3fs-versions/a"), b"new")


@scenario("a signed URL is read without credentials")
def _():
    pipe(["signed name"], b"signed")
    equal(urllib.request.urlopen(fs.url(f"{BUCKET}/signed name", expires=60)).read(), b"signed")


@scenario("touch makes and truncates")
def _():
    pipe(["touched"], b"full")
    fs.touch(f"{BUCKET}/touched")
    equal(fs.size(f"{BUCKET}/touched"), 0)


@scenario("a transaction appears at its end")
def _():
    with fs.transaction:
        with fs.open(f"{BUCKET}/tx", "wb") as stream:
            stream.write(pattern(6 * MIB))
        equal(fs.exists(f"{BUCKET}/tx"), False)
    equal(fs.size(f"{BUCKET}/tx"), 6 * MIB)


@scenario("a transaction that fails leaves nothing")
def _():
    def fail():
        with fs.transaction:
            with fs.open(f"{BUCKET}/tx-failed", "wb") as stream:
                stream.write(pattern(6 * MIB))
            raise ValueError("changed my mind")

    refused(ValueError, fail)
    equal(fs.exists(f"{BUCKET}/tx-failed"), False)
    equal(fs.list_multipart_uploads(BUCKET), [])


@scenario("fsspec opens URLs, also compressed")
def _():
    options = {"s3": {"endpoint_url": ENDPOINT}}
    with fsspec.open(f"s3://{BUCKET}/zipped.gz", "wt", compression="gzip", **options["s3"]) as stream:
        stream.write("hello")
    with fsspec.open(f"s3://{BUCKET}/zipped.gz", "rt", compression="infer", **options["s3"]) as stream:
        equal(stream.read(), "hello")
    equal(fs.cat_file(f"{BUCKET}/zipped.gz")[:2], b"\x1f\x8b")


@scenario("a block cache reads a remote file piece by piece")
def _():
    pipe(["cached"], pattern(300_000))
    with fs.open(f"{BUCKET}/cached", "rb", cache_type="blockcache", block_size=64 * 1024) as stream:
        pieces = io.BytesIO()
        while piece := stream.read(10_000):
            pieces.write(piece)
    equal(pieces.getvalue() == pattern(300_000), True)


@scenario("many files are written and read at once")
def _():
    files = {f"{BUCKET}/bulk/{number}": str(number).encode() for number in range(60)}
    fs.pipe(files)
    equal(fs.cat(list(files)), files)


@scenario("an asynchronous file system works in one loop")
def _():
    async def story():
        remote = s3fs.S3FileSystem(endpoint_url=ENDPOINT, asynchronous=True)
        session = await remote.set_session()
        await asyncio.gather(*(remote._pipe_file(f"{BUCKET}/async/{number}", b"a") for number in range(8)))
        found = await remote._find(f"{BUCKET}/async")
        await session.close()
        return len(found)

    equal(asyncio.run(story()), 8)


@scenario("what is absent is told as such")
def _():
    refused(FileNotFoundError, fs.cat_file, f"{BUCKET}/absent")
    refused(FileNotFoundError, fs.ls, "no-such-bucket-anywhere")
    refused((OSError, ClientError), fs.rmdir, BUCKET)


main()
