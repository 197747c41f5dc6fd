"""rclone: copying, syncing, checking and streaming with a remote that is set up through the environment."""
import json
import os
import time

from scenarios import BUCKET, ENDPOINT, FOLDER, command, equal, file, main, pattern, scenario

for name, value in {"TYPE": "s3", "PROVIDER": "Other", "ENV_AUTH": "true", "ENDPOINT": ENDPOINT, "REGION": "us-east-1", "ACL": "bucket-owner-full-control"}.items():
    os.environ[f"RCLONE_CONFIG_LAKE_{name}"] = value
os.environ["RCLONE_CONFIG"] = "/dev/null"
os.environ["RCLONE_RETRIES"] = "1"
os.environ["RCLONE_LOW_LEVEL_RETRIES"] = "1"
MIB = 1024 * 1024
BASE = f"lake:{BUCKET}"


def rclone(*words, **more):
    return command("rclone", *words, **more).decode()


def tree(name, files):
    """A local folder with these files, their times set long ago."""
    for path, content in files.items():
        os.utime(file(f"{name}/{path}", content), (1_600_000_000, 1_600_000_000))
    return str(FOLDER / name)


def names(path):
    return sorted(rclone("lsf", "-R", "--files-only", path).split("\n")[:-1])


@scenario("buckets are made, listed and removed")
def _():
    rclone("mkdir", "lake:rclone-first")
    equal("rclone-first" in rclone("lsd", "lake:"), True)
    rclone("rmdir", "lake:rclone-first")
    equal("rclone-first" in rclone("lsd", "lake:"), False)


@scenario("copyto and cat move one file")
def _():
    rclone("copyto", file("one.txt", "one"), f"{BASE}/one.txt")
    equal(rclone("cat", f"{BASE}/one.txt"), "one")


@scenario("copy moves a tree, and a second time nothing")
def _():
    folder = tree("tree", {"a.txt": "a", "sub/b.txt": "b", "sub/deep/ü c.txt": "c"})
    rclone("copy", folder, f"{BASE}/tree")
    equal(names(f"{BASE}/tree"), ["a.txt", "sub/b.txt", "sub/deep/ü c.txt"])
    log = FOLDER / "second.log"
    rclone("copy", "--log-level", "INFO", "--log-file", str(log), folder, f"{BASE}/tree")
    equal(("There was nothing to transfer" in log.read_text(), "Copied" in log.read_text()), (True, False))


@scenario("the time of a file is kept in metadata")
def _():
    folder = tree("times", {"a.txt": "a"})
    rclone("copy", folder, f"{BASE}/times")
    equal("2020-09-13" in rclone("lsl", f"{BASE}/times"), True)


@scenario("sync deletes what is gone and updates what changed")
def _():
    rclone("copy", tree("before", {"keep": "k", "gone": "g", "changed": "old"}), f"{BASE}/sync")
    rclone("sync", tree("after", {"keep": "k", "changed": "newer", "new": "n"}), f"{BASE}/sync")
    equal(names(f"{BASE}/sync"), ["changed", "keep", "new"])
    equal(rclone("cat", f"{BASE}/sync/changed"), "newer")


@scenario("check compares hashes, and sees a difference")
def _():
    folder = tree("check", {"a": "aa", "b": "bb"})
    rclone("copy", folder, f"{BASE}/check")
    rclone("check", folder, f"{BASE}/check")
    rclone("check", "--download", folder, f"{BASE}/check")
    tree("check", {"a": "ax"})
    equal(b"1 differences found" in command("rclone", "check", folder, f"{BASE}/check", fails=True), True)


@scenario("a large file goes up in parts and comes back whole")
def _():
    data = pattern(16 * MIB)
    file("big/large", data)
    rclone("copy", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M", str(FOLDER / "big"), f"{BASE}/big")
    rclone("check", str(FOLDER / "big"), f"{BASE}/big")
    rclone("copy", "--multi-thread-cutoff", "4M", "--multi-thread-streams", "4", f"{BASE}/big", str(FOLDER / "back"))
    equal((FOLDER / "back/large").read_bytes() == data, True)


@scenario("a large object is copied by parts on the server")
def _():
    file("srv/large", pattern(11 * MIB))
    rclone("copy", str(FOLDER / "srv"), f"{BASE}/srv")
    rclone("copyto", "--s3-copy-cutoff", "5M", "--s3-chunk-size", "5M", f"{BASE}/srv/large", f"{BASE}/srv2/large")
    rclone("check", "--download", str(FOLDER / "srv"), f"{BASE}/srv2")


@scenario("moveto renames within the bucket")
def _():
    rclone("rcat", f"{BASE}/move/from", stdin=b"moved")
    rclone("moveto", f"{BASE}/move/from", f"{BASE}/move/to")
    equal((names(f"{BASE}/move"), rclone("cat", f"{BASE}/move/to")), (["to"], "moved"))


@scenario("rcat streams from standard input, small and in parts")
def _():
    rclone("rcat", f"{BASE}/stream/small", stdin=b"small")
    rclone("rcat", "--streaming-upload-cutoff", "1M", f"{BASE}/stream/large", stdin=pattern(7 * MIB))
    equal(json.loads(rclone("size", "--json", f"{BASE}/stream"))["bytes"], 7 * MIB + 5)


@scenario("cat reads ranges")
def _():
    rclone("rcat", f"{BASE}/ranged", stdin=b"0123456789")
    equal(rclone("cat", "--offset", "2", "--count", "3", f"{BASE}/ranged"), "234")
    equal(rclone("cat", "--tail", "2", f"{BASE}/ranged"), "89")


@scenario("size and count are told")
def _():
    rclone("copy", tree("size", {"a": "aa", "b/c": "ccc"}), f"{BASE}/size")
    told = json.loads(rclone("size", "--json", f"{BASE}/size"))
    equal((told["count"], told["bytes"]), (2, 5))


@scenario("hashsum gives the MD5 that the ETag is")
def _():
    rclone("rcat", f"{BASE}/hash/a", stdin=b"hello")
    equal(rclone("hashsum", "MD5", f"{BASE}/hash"), "5d41402abc4b2a76b9719d911017c592  a\n")


@scenario("lsjson tells type, size and MIME type")
def _():
    rclone("copy", tree("json", {"a.json": "{}", "sub/b": "b"}), f"{BASE}/json")
    told = {item["Path"]: item for item in json.loads(rclone("lsjson", f"{BASE}/json"))}
    equal((told["a.json"]["Size"], told["a.json"]["MimeType"], told["sub"]["IsDir"]), (2, "application/json", True))


@scenario("filters choose by name and size")
def _():
    rclone("copy", tree("filter", {"a.csv": "1", "b.txt": "2", "c.csv": "333333"}), f"{BASE}/filter")
    equal(rclone("lsf", "--include", "*.csv", "--max-size", "3B", f"{BASE}/filter"), "a.csv\n")


@scenario("delete removes by filter, deletefile one, purge all")
def _():
    rclone("copy", tree("del", {"a.csv": "1", "b.txt": "2", "d/c.csv": "3", "d/e": "4"}), f"{BASE}/del")
    rclone("delete", "--include", "*.csv", f"{BASE}/del")
    equal(names(f"{BASE}/del"), ["b.txt", "d/e"])
    rclone("deletefile", f"{BASE}/del/b.txt")
    equal(names(f"{BASE}/del"), ["d/e"])
    rclone("purge", f"{BASE}/del")
    equal(names(f"{BASE}/del"), [])


@scenario("touch makes an empty object and changes a time")
def _():
    rclone("touch", f"{BASE}/touched")
    rclone("touch", "-t", "2021-02-03T04:05:06", f"{BASE}/touched")
    equal(rclone("lsl", f"{BASE}/touched").split(), ["0", "2021-02-03", "04:05:06.000000000", "touched"])


@scenario("directory markers and listings of a thousand keys and more")
def _():
    rclone("copy", tree("wide", {f"{number:04}": "" for number in range(1_100)}), f"{BASE}/wide", "--transfers", "16", "--s3-no-check-bucket", "--s3-no-head")
    equal(len(names(f"{BASE}/wide")), 1_100)
    equal(len(rclone("lsf", "--s3-list-chunk", "100", f"{BASE}/wide").split()), 1_100)
    rclone("delete", f"{BASE}/wide", "--checkers", "16")
    equal(names(f"{BASE}/wide"), [])


@scenario("link gives a presigned URL that works")
def _():
    import urllib.request

    rclone("rcat", f"{BASE}/linked file", stdin=b"linked")
    url = rclone("link", "--expire", "1m", f"{BASE}/linked file").strip()
    equal(urllib.request.urlopen(url).read(), b"linked")


@scenario("versions of a bucket are switched on and shown")
def _():
    rclone("mkdir", "lake:rclone-versions")
    equal(rclone("backend", "versioning", "lake:rclone-versions", "Enabled").strip(), "Enabled")
    rclone("rcat", "lake:rclone-versions/a.txt", stdin=b"old")
    # Versions are named by the second.
    time.sleep(1.1)
    rclone("rcat", "lake:rclone-versions/a.txt", stdin=b"new")
    listed = rclone("lsf", "--s3-versions", "lake:rclone-versions").split()
    equal((len(listed), "a.txt" in listed), (2, True))
    old = next(name for name in listed if name != "a.txt")
    equal(rclone("cat", "--s3-versions", f"lake:rclone-versions/{old}"), "old")
    rclone("deletefile", "lake:rclone-versions/a.txt")
    rclone("backend", "cleanup-hidden", "lake:rclone-versions")
    rclone("rmdir", "lake:rclone-versions")


@scenario("unfinished uploads are listed")
def _():
    equal(json.loads(rclone("backend", "list-multipart-uploads", BASE)), {BUCKET: []})
    rclone("cleanup", BASE)


@scenario("an encrypted remote works over the bucket")
def _():
    password = rclone("obscure", "secret").strip()
    for name, value in {"TYPE": "crypt", "REMOTE": f"{BASE}/crypt", "PASSWORD": password}.items():
        os.environ[f"RCLONE_CONFIG_VAULT_{name}"] = value
    rclone("rcat", "vault:plain name.txt", stdin=b"hidden")
    equal(rclone("cat", "vault:plain name.txt"), "hidden")
    equal("plain name" in rclone("lsf", f"{BASE}/crypt"), False)


@scenario("headers, storage class and metadata are set on upload")
def _():
    path = file("classy", "c")
    rclone("copyto", "--s3-storage-class", "STANDARD_IA", "--header-upload", "Cache-Control: no-cache", path, f"{BASE}/classy")
    told = json.loads(rclone("lsjson", "--stat", "-M", f"{BASE}/classy"))
    equal((told["Tier"], told["Metadata"]["cache-control"]), ("STANDARD_IA", "no-cache"))


@scenario("what is absent is told as such")
def _():
    equal(b"directory not found" in command("rclone", "lsf", "lake:no-such-bucket-anywhere", fails=True), True)
    equal(rclone("lsf", f"{BASE}/absent"), "")


main()
