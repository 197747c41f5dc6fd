"""AWS CLI: the commands of its S3 guides, `aws s3` and `aws s3api`."""
import json
import os
import urllib.request
from pathlib import Path

from scenarios import BUCKET, ENDPOINT, FOLDER, command, equal, file, main, pattern, scenario

MIB = 1024 * 1024
BASE = f"s3://{BUCKET}"
# Parts as small as they may be.
(Path.home() / ".aws").mkdir(exist_ok=True)
(Path.home() / ".aws/config").write_text(
    "[default]\ns3 =\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n  signature_version = s3v4\n"
)


def s3(*words, **more):
    return command("aws", "s3", *words, **more).decode()


def api(operation, *words):
    told = command("aws", "s3api", operation, "--output", "json", *words).decode()
    return json.loads(told) if told else {}


def refusal(operation, *words):
    return command("aws", "s3api", operation, *words, fails=True).decode()


def put(key, body="body", *words):
    return api("put-object", "--bucket", BUCKET, "--key", key, "--body", file("body", body), *words)


def tree(name, files):
    """A local folder with these files, their times set long ago, so that sync sees them as older than what it uploads."""
    for path, content in files.items():
        os.utime(file(f"{name}/{path}", content), (1_600_000_000, 1_600_000_000))
    return str(FOLDER / name)


def keys(prefix):
    return [line.split(maxsplit=3)[3] for line in s3("ls", "--recursive", f"{BASE}/{prefix}").split("\n") if line]


@scenario("mb, ls and rb")
def _():
    s3("mb", "s3://cli-first")
    equal("cli-first" in s3("ls"), True)
    s3("rb", "s3://cli-first")
    equal("cli-first" in s3("ls"), False)


@scenario("cp moves a file up and down")
def _():
    s3("cp", file("one.txt", "one"), f"{BASE}/one.txt")
    s3("cp", f"{BASE}/one.txt", "back.txt")
    equal((FOLDER / "back.txt").read_text(), "one")


@scenario("cp streams from standard input and to standard output")
def _():
    s3("cp", "-", f"{BASE}/piped", stdin=b"through a pipe")
    equal(s3("cp", f"{BASE}/piped", "-"), "through a pipe")


@scenario("cp --recursive with filters")
def _():
    folder = tree("cp", {"a.csv": "a", "b.txt": "b", "sub/c.csv": "c"})
    s3("cp", "--recursive", folder, f"{BASE}/cp/", "--exclude", "*", "--include", "*.csv")
    equal(keys("cp/"), ["cp/a.csv", "cp/sub/c.csv"])


@scenario("sync uploads once, and deletes on request")
def _():
    folder = tree("sync", {"keep": "k", "change": "old", "gone": "g"})
    s3("sync", folder, f"{BASE}/sync/")
    equal(s3("sync", folder, f"{BASE}/sync/"), "")
    tree("sync", {"change": "changed"})
    (FOLDER / "sync/gone").unlink()
    told = s3("sync", "--delete", folder, f"{BASE}/sync/")
    equal(("change" in told, "delete:" in told, "keep" in told), (True, True, False))
    equal(keys("sync/"), ["sync/change", "sync/keep"])


@scenario("sync between prefixes copies on the server")
def _():
    put("from/a")
    s3("sync", f"{BASE}/from/", f"{BASE}/to/")
    equal(keys("to/"), ["to/a"])


@scenario("mv moves within the bucket")
def _():
    put("mv/a")
    s3("mv", f"{BASE}/mv/a", f"{BASE}/mv/b")
    equal(keys("mv/"), ["mv/b"])


@scenario("rm --recursive with filters")
def _():
    s3("cp", "--recursive", tree("rm", {"a.csv": "", "b.txt": "", "c.csv": ""}), f"{BASE}/rm/")
    s3("rm", "--recursive", f"{BASE}/rm/", "--exclude", "*.txt")
    equal(keys("rm/"), ["rm/b.txt"])


@scenario("ls shows one level and sums up")
def _():
    s3("cp", "--recursive", tree("ls", {"a": "12345", "sub/b": "123"}), f"{BASE}/ls/")
    equal([line.split()[-1] for line in s3("ls", f"{BASE}/ls/").split("\n") if line], ["sub/", "a"])
    told = s3("ls", "--recursive", "--summarize", f"{BASE}/ls/")
    equal(("Total Objects: 2" in told, "Total Size: 8" in told), (True, True))


@scenario("a large file goes up in parts, is copied and comes back whole")
def _():
    data = pattern(12 * MIB)
    s3("cp", file("large", data), f"{BASE}/large")
    s3("cp", f"{BASE}/large", f"{BASE}/large2")
    s3("cp", f"{BASE}/large2", "large.back")
    equal((FOLDER / "large.back").read_bytes() == data, True)
    equal(api("head-object", "--bucket", BUCKET, "--key", "large2")["ETag"].endswith('-3"'), True)


@scenario("metadata, class and content type are set by cp")
def _():
    words = ["--metadata", "run=7", "--storage-class", "STANDARD_IA", "--content-type", "text/x-note"]
    s3("cp", file("meta", "x"), f"{BASE}/meta", *words)
    told = api("head-object", "--bucket", BUCKET, "--key", "meta")
    equal((told["Metadata"], told["StorageClass"], told["ContentType"]), ({"run": "7"}, "STANDARD_IA", "text/x-note"))


@scenario("presign gives a URL that works")
def _():
    put("presigned", "from afar")
    url = s3("presign", f"{BASE}/presigned", "--expires-in", "60").strip()
    equal(urllib.request.urlopen(url).read(), b"from afar")


@scenario("put-object verifies and head-object shows a checksum")
def _():
    put("sum", "hello", "--checksum-algorithm", "SHA256")
    told = api("head-object", "--bucket", BUCKET, "--key", "sum", "--checksum-mode", "ENABLED")
    equal(told["ChecksumSHA256"], "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
    wrong = ["--bucket", BUCKET, "--key", "sum", "--body", file("body", "hallo"), "--checksum-sha256", told["ChecksumSHA256"]]
    equal("BadDigest" in refusal("put-object", *wrong), True)


@scenario("get-object reads a range")
def _():
    put("ranged", "0123456789")
    told = api("get-object", "--bucket", BUCKET, "--key", "ranged", "--range", "bytes=2-4", str(FOLDER / "part"))
    equal(((FOLDER / "part").read_text(), told["ContentRange"]), ("234", "bytes 2-4/10"))


@scenario("list-objects-v2 goes on from a token, and filters by query")
def _():
    s3("cp", "--recursive", tree("list", {name: name for name in "abcde"}), f"{BASE}/list/")
    listing = ["--bucket", BUCKET, "--prefix", "list/", "--max-items", "2", "--page-size", "2"]
    first = api("list-objects-v2", *listing)
    second = api("list-objects-v2", *listing, "--starting-token", first["NextToken"])
    equal([item["Key"] for item in second["Contents"]], ["list/c", "list/d"])
    equal(api("list-objects-v2", "--bucket", BUCKET, "--prefix", "list/", "--query", "length(Contents)"), 5)


@scenario("versions are listed, read and deleted")
def _():
    s3("mb", "s3://cli-versions")
    api("put-bucket-versioning", "--bucket", "cli-versions", "--versioning-configuration", "Status=Enabled")
    target = ["--bucket", "cli-versions", "--key", "k"]
    old = api("put-object", *target, "--body", file("body", "old"))["VersionId"]
    api("put-object", *target, "--body", file("body", "new"))
    equal(api("delete-object", *target)["DeleteMarker"], True)
    told = api("list-object-versions", "--bucket", "cli-versions")
    equal((len(told["Versions"]), len(told["DeleteMarkers"])), (2, 1))
    api("get-object", *target, "--version-id", old, str(FOLDER / "old"))
    equal((FOLDER / "old").read_text(), "old")
    equal("BucketNotEmpty" in command("aws", "s3", "rb", "s3://cli-versions", fails=True).decode(), True)


@scenario("conditional writes let one writer win")
def _():
    put("lock", "first", "--if-none-match", "*")
    late = ["--bucket", BUCKET, "--key", "lock", "--body", file("body", "late"), "--if-none-match", "*"]
    equal("(PreconditionFailed)" in refusal("put-object", *late), True)


@scenario("tags are set and shown")
def _():
    put("tagged", "x", "--tagging", "team=ml&stage=raw")
    told = api("get-object-tagging", "--bucket", BUCKET, "--key", "tagged")["TagSet"]
    equal({tag["Key"]: tag["Value"] for tag in told}, {"team": "ml", "stage": "raw"})


@scenario("a bucket policy is set, shown and deleted")
def _():
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/secret/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    put("secret/a")
    api("put-bucket-policy", "--bucket", BUCKET, "--policy", policy)
    equal("(AccessDenied)" in refusal("get-object", "--bucket", BUCKET, "--key", "secret/a", str(FOLDER / "no")), True)
    equal(json.loads(api("get-bucket-policy", "--bucket", BUCKET)["Policy"])["Statement"][0], statement)
    api("delete-bucket-policy", "--bucket", BUCKET)


@scenario("delete-objects deletes many")
def _():
    for name in ("many/a", "many/b"):
        put(name)
    names = json.dumps({"Objects": [{"Key": "many/a"}, {"Key": "many/b"}], "Quiet": True})
    api("delete-objects", "--bucket", BUCKET, "--delete", names)
    equal("Contents" in api("list-objects-v2", "--bucket", BUCKET, "--prefix", "many/"), False)


@scenario("wait waits for an object")
def _():
    put("waited")
    api("wait", "object-exists", "--bucket", BUCKET, "--key", "waited")


@scenario("a bucket of another Region is made and found")
def _():
    s3("mb", "s3://cli-west", "--region", "eu-west-1")
    equal(api("get-bucket-location", "--bucket", "cli-west")["LocationConstraint"], "eu-west-1")
    equal(api("head-bucket", "--bucket", "cli-west", "--region", "eu-west-1")["BucketRegion"], "eu-west-1")


@scenario("rb --force empties first")
def _():
    s3("mb", "s3://cli-forced")
    s3("cp", file("x", "x"), "s3://cli-forced/a/b")
    s3("rb", "--force", "s3://cli-forced")
    equal("cli-forced" in s3("ls"), False)


@scenario("an access point is used by ARN and by alias")
def _():
    # The names that the CLI puts before the endpoint's host are looked up by nobody: the server itself is the proxy.
    os.environ["HTTP_PROXY"] = ENDPOINT
    local = ["--endpoint-url", ENDPOINT.replace("127.0.0.1", "localhost")]
    account = command("aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text").decode().strip()
    control = ["--account-id", account, "--name", "cli-point", *local]
    made = command("aws", "s3control", "create-access-point", "--bucket", BUCKET, "--output", "json", *control)
    point = json.loads(made)
    s3("cp", file("x", "through"), f"s3://{point['AccessPointArn']}/point/k", *local)
    equal(s3("cp", f"s3://{point['Alias']}/point/k", "-"), "through")
    equal(s3("ls", f"s3://{point['Alias']}/point/").split()[-1], "k")
    api("get-object", "--bucket", point["AccessPointArn"], "--key", "point/k", str(FOLDER / "got"), *local)
    equal((FOLDER / "got").read_text(), "through")
    command("aws", "s3control", "delete-access-point", *control)
    equal("(NoSuchAccessPoint)" in command("aws", "s3control", "get-access-point", *control, fails=True).decode(), True)
    del os.environ["HTTP_PROXY"]


@scenario("select-object-content writes the records that a query picks")
def _():
    put("table.csv", "name,age\nann,31\nbob,7\n")
    out = FOLDER / "picked"
    words = ["--bucket", BUCKET, "--key", "table.csv", "--expression-type", "SQL"]
    given = ["--input-serialization", '{"CSV": {"FileHeaderInfo": "USE"}}', "--output-serialization", '{"JSON": {}}']
    api("select-object-content", *words, *given, "--expression", "SELECT s.age FROM S3Object s WHERE s.name LIKE 'a%'", str(out))
    equal(out.read_text(), '{"age":"31"}\n')
    equal("(MissingHeaders)" in refusal("select-object-content", *words, *given, "--expression", "SELECT s.height FROM S3Object s", str(out)), True)


@scenario("what is absent is told as such")
def _():
    equal("(NoSuchBucket)" in command("aws", "s3", "ls", "s3://no-such-bucket-anywhere", fails=True).decode(), True)
    equal("(NoSuchKey)" in refusal("get-object", "--bucket", BUCKET, "--key", "absent", str(FOLDER / "no")), True)
    equal("(404)" in refusal("head-object", "--bucket", BUCKET, "--key", "absent"), True)


main()
