"""smart-open: objects as Python streams, as gensim and text pipelines use them."""
import gzip
import io

import boto3
import smart_open
import smart_open.s3
from smart_open import open
from scenarios import BUCKET, FOLDER, equal, main, pattern, refused, scenario

MIB = 1024 * 1024
BASE = f"s3://{BUCKET}"
s3 = boto3.client("s3")
CLIENT = {"client": s3}


def write(name, content, **transport):
    with open(f"{BASE}/{name}", "wb", transport_params={**CLIENT, **transport}) as stream:
        stream.write(content)


def read(name, **transport):
    with open(f"{BASE}/{name}", "rb", transport_params={**CLIENT, **transport}) as stream:
        return stream.read()


def head(name):
    return s3.head_object(Bucket=BUCKET, Key=name)


@scenario("text is written and read")
def _():
    with open(f"{BASE}/text", "w", encoding="utf-8") as stream:
        stream.write("eins\nzwei\ndrüben\n")
    with open(f"{BASE}/text", encoding="utf-8") as stream:
        equal(list(stream), ["eins\n", "zwei\n", "drüben\n"])


@scenario("bytes are written and read")
def _():
    write("bytes", b"\0\1\2")
    equal(read("bytes"), b"\0\1\2")


@scenario("a large stream goes up in parts")
def _():
    data = pattern(12 * MIB)
    write("large", data, min_part_size=5 * MIB)
    equal((read("large") == data, head("large")["ETag"].endswith('-3"')), (True, True))


@scenario("one request is enough when parts are switched off")
def _():
    write("single", b"hello", multipart_upload=False)
    equal(head("single")["ETag"], '"5d41402abc4b2a76b9719d911017c592"')


@scenario("an empty stream is an empty object")
def _():
    write("empty", b"")
    equal((read("empty"), head("empty")["ContentLength"]), (b"", 0))


@scenario("gzip and bzip2 follow the name")
def _():
    for suffix in (".gz", ".bz2"):
        with open(f"{BASE}/zipped{suffix}", "wt") as stream:
            stream.write("hello")
        with open(f"{BASE}/zipped{suffix}", "rt") as stream:
            equal(stream.read(), "hello")
    equal(gzip.decompress(read_raw("zipped.gz")), b"hello")


def read_raw(name):
    return s3.get_object(Bucket=BUCKET, Key=name)["Body"].read()


@scenario("compression can be switched off")
def _():
    with open(f"{BASE}/raw.gz", "wb", compression="disable") as stream:
        stream.write(b"not compressed")
    equal(read_raw("raw.gz"), b"not compressed")


@scenario("seek, tell and read fetch ranges")
def _():
    data = pattern(MIB)
    write("seek", data)
    with open(f"{BASE}/seek", "rb", transport_params=CLIENT) as stream:
        stream.seek(500_000)
        equal((stream.tell(), stream.read(8)), (500_000, data[500_000:500_008]))
        stream.seek(-8, io.SEEK_END)
        equal(stream.read(), data[-8:])
        stream.seek(0)
        equal(stream.read(4), data[:4])


@scenario("a deferred seek opens nothing before the first read")
def _():
    write("deferred", pattern(MIB))
    with open(f"{BASE}/deferred", "rb", transport_params={**CLIENT, "defer_seek": True}) as stream:
        stream.seek(1_000)
        equal(stream.read(4), pattern(MIB)[1_000:1_004])


@scenario("a range is fetched in chunks")
def _():
    data = pattern(MIB)
    write("chunked", data)
    transport = {**CLIENT, "range_chunk_size": 100_000, "buffer_size": 10_000}
    with open(f"{BASE}/chunked", "rb", transport_params=transport) as stream:
        equal(stream.read() == data, True)


@scenario("lines are iterated over many buffers")
def _():
    write("lines", b"".join(b"line %d\n" % number for number in range(20_000)))
    with open(f"{BASE}/lines", "rb", transport_params={**CLIENT, "buffer_size": 8_192}) as stream:
        lines = list(stream)
    equal((len(lines), lines[12_345]), (20_000, b"line 12345\n"))


@scenario("readinto works for readers that need it")
def _():
    write("into", b"0123456789")
    with open(f"{BASE}/into", "rb", transport_params=CLIENT) as stream:
        buffer = bytearray(4)
        equal((stream.readinto(buffer), bytes(buffer), stream.read(2)), (4, b"0123", b"45"))


@scenario("a writer that fails leaves no object and no upload")
def _():
    def fail():
        with open(f"{BASE}/failed", "wb", transport_params={**CLIENT, "min_part_size": 5 * MIB}) as stream:
            stream.write(pattern(6 * MIB))
            raise ValueError("changed my mind")

    refused(ValueError, fail)
    equal("Uploads" in s3.list_multipart_uploads(Bucket=BUCKET), False)
    refused(s3.exceptions.ClientError, head, "failed")


@scenario("metadata and content type are sent with the upload")
def _():
    extra = {"S3.Client.create_multipart_upload": {"ContentType": "text/x-note", "Metadata": {"run": "7"}}}
    with open(f"{BASE}/meta", "wb", transport_params={"client_kwargs": extra}) as stream:
        stream.write(b"x")
    equal((head("meta")["ContentType"], head("meta")["Metadata"]), ("text/x-note", {"run": "7"}))


@scenario("a version is opened by its id")
def _():
    s3.create_bucket(Bucket="smart-versions")
    s3.put_bucket_versioning(Bucket="smart-versions", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"old", b"new"):
        s3.put_object(Bucket="smart-versions", Key="k", Body=body)
    listed = s3.list_object_versions(Bucket="smart-versions")["Versions"]
    found = []
    for version in listed:
        transport = {**CLIENT, "version_id": version["VersionId"]}
        with open("s3://smart-versions/k", "rb", transport_params=transport) as stream:
            found.append(stream.read())
    equal(found, [b"new", b"old"])


@scenario("iter_bucket reads all objects of a prefix at once")
def _():
    for number in range(20):
        write(f"iterated/{number:02}.txt", str(number).encode())
    write("iterated/other.csv", b"no")
    found = smart_open.s3.iter_bucket(BUCKET, prefix="iterated/", accept_key=lambda key: key.endswith(".txt"), workers=4)
    equal(sorted((key, body) for key, body in found)[7], ("iterated/07.txt", b"7"))


@scenario("a stream becomes a resource of boto3")
def _():
    write("resource", b"x")
    with open(f"{BASE}/resource", "rb", transport_params=CLIENT) as stream:
        equal(stream.to_boto3(boto3.resource("s3")).content_length, 1)


@scenario("an upload's buffer lies on disk when asked to")
def _():
    with io.FileIO(FOLDER / "buffer", "w+b") as buffer:
        write("buffered", pattern(6 * MIB), writebuffer=buffer, min_part_size=5 * MIB)
    equal(read("buffered") == pattern(6 * MIB), True)


@scenario("odd names work")
def _():
    for name in ("odd/a b", "odd/ü+%", "odd/a?b#c"):
        write(name, name.encode())
        equal(read(name).decode(), name)


@scenario("objects are copied stream to stream")
def _():
    write("source", pattern(2 * MIB))
    with open(f"{BASE}/source", "rb") as source, open(f"{BASE}/target.gz", "wb") as target:
        for piece in iter(lambda: source.read(100_000), b""):
            target.write(piece)
    with open(f"{BASE}/target.gz", "rb") as stream:
        equal(stream.read() == pattern(2 * MIB), True)


@scenario("what is absent is told as such")
def _():
    refused((OSError, s3.exceptions.ClientError), read, "absent")
    refused(ValueError, open, "s3://no-such-bucket-anywhere/x", "wb")


main()
