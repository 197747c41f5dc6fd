"""s3cmd: a client with a signer, an XML reader and a multipart uploader of its own."""
import os
import subprocess

from scenarios import BUCKET, ENDPOINT, FOLDER, command, equal, file, main, pattern, scenario

HOST = ENDPOINT.split("//")[1]
MIB = 1024 * 1024
BASE = f"s3://{BUCKET}"
CONFIG = file("s3cfg", f"""[default]
access_key = {os.environ["AWS_ACCESS_KEY_ID"]}
secret_key = {os.environ["AWS_SECRET_ACCESS_KEY"]}
host_base = {HOST}
host_bucket = {HOST}
use_https = False
max_retries = 1
progress_meter = False
acl_public = False
""")
# Without the last line it copies an object's ACL after the object, which buckets of today refuse (s3tools/s3cmd issue 1304).


def s3cmd(*words, **more):
    return command("s3cmd", "-c", CONFIG, *words, **more).decode()


def names(path):
    return sorted(line.split(BASE + "/")[1] for line in s3cmd("ls", "-r", path).split("\n") if BASE in line)


@scenario("buckets are made, listed and removed")
def _():
    s3cmd("mb", "s3://s3cmd-first")
    equal("s3://s3cmd-first" in s3cmd("ls"), True)
    s3cmd("rb", "s3://s3cmd-first")
    equal("s3://s3cmd-first" in s3cmd("ls"), False)


@scenario("put and get move a file")
def _():
    s3cmd("put", file("one.txt", "one"), f"{BASE}/one.txt")
    s3cmd("get", f"{BASE}/one.txt", "back.txt")
    equal((FOLDER / "back.txt").read_text(), "one")


@scenario("a tree goes up with its names")
def _():
    for name in ("a.txt", "sub/b.txt", "sub/ü c+d.txt"):
        file(f"tree/{name}", name)
    s3cmd("put", "--recursive", "tree", f"{BASE}/up/")
    equal(names(f"{BASE}/up/"), ["up/tree/a.txt", "up/tree/sub/b.txt", "up/tree/sub/ü c+d.txt"])


@scenario("ls shows directories and objects of one level")
def _():
    for name in ("lv/a", "lv/d/b"):
        s3cmd("put", file("x", "x"), f"{BASE}/{name}")
    shown = [line.split()[0] for line in s3cmd("ls", f"{BASE}/lv/").split("\n") if line]
    equal((len(shown), shown[0]), (2, "DIR"))


@scenario("la goes over all buckets")
def _():
    s3cmd("mb", "s3://s3cmd-second")
    s3cmd("put", file("x", "x"), "s3://s3cmd-second/only")
    equal("s3://s3cmd-second/only" in s3cmd("la"), True)


@scenario("du adds sizes up")
def _():
    s3cmd("put", file("x", "xxxxx"), f"{BASE}/du/1")
    s3cmd("put", file("x", "xxx"), f"{BASE}/du/2")
    equal(s3cmd("du", f"{BASE}/du/").split()[:2], ["8", "2"])


@scenario("sync up sends only what changed, and deletes on request")
def _():
    for name in ("keep", "change", "gone"):
        file(f"sync/{name}", name)
    s3cmd("sync", "sync/", f"{BASE}/sync/")
    file("sync/change", "changed")
    (FOLDER / "sync/gone").unlink()
    told = s3cmd("sync", "--delete-removed", "sync/", f"{BASE}/sync/")
    equal(("upload: 'sync/change'" in told, "upload: 'sync/keep'" in told), (True, False))
    equal(names(f"{BASE}/sync/"), ["sync/change", "sync/keep"])


@scenario("sync down makes the same tree")
def _():
    s3cmd("put", file("x", "deep"), f"{BASE}/down/a/b")
    (FOLDER / "down").mkdir()
    s3cmd("sync", f"{BASE}/down/", "down/")
    equal((FOLDER / "down/a/b").read_text(), "deep")


@scenario("sync between prefixes copies on the server")
def _():
    s3cmd("put", file("x", "here"), f"{BASE}/from/a")
    s3cmd("sync", f"{BASE}/from/", f"{BASE}/to/")
    equal(s3cmd("get", f"{BASE}/to/a", "-"), "here")


@scenario("cp and mv work within and between buckets")
def _():
    s3cmd("put", file("x", "moving"), f"{BASE}/cp/a")
    s3cmd("cp", f"{BASE}/cp/a", "s3://s3cmd-second/b")
    s3cmd("mv", f"{BASE}/cp/a", f"{BASE}/cp/c")
    equal((names(f"{BASE}/cp/"), s3cmd("get", "s3://s3cmd-second/b", "-")), (["cp/c"], "moving"))


@scenario("del takes one, many and by pattern")
def _():
    for name in ("a.csv", "b.txt", "c.csv", "d.txt"):
        s3cmd("put", file("x", "x"), f"{BASE}/del/{name}")
    s3cmd("del", f"{BASE}/del/d.txt")
    s3cmd("del", "--recursive", "--exclude", "*", "--include", "*.csv", f"{BASE}/del/")
    equal(names(f"{BASE}/del/"), ["del/b.txt"])
    s3cmd("del", "--recursive", "--force", f"{BASE}/del/")
    equal(names(f"{BASE}/del/"), [])


@scenario("a large file goes up in parts and comes back whole")
def _():
    data = pattern(12 * MIB)
    told = s3cmd("put", "--progress", "--multipart-chunk-size-mb=5", file("large", data), f"{BASE}/large")
    equal("part 3 of 3" in told, True)
    s3cmd("get", f"{BASE}/large", "large.back")
    equal((FOLDER / "large.back").read_bytes() == data, True)


@scenario("get goes on where it was cut off")
def _():
    s3cmd("put", file("x", "0123456789"), f"{BASE}/continued")
    file("partial", "01234")
    s3cmd("get", "--continue", f"{BASE}/continued", "partial")
    equal((FOLDER / "partial").read_text(), "0123456789")


@scenario("standard input goes up, standard output comes down")
def _():
    s3cmd("put", "-", f"{BASE}/piped", stdin=b"through a pipe")
    equal(s3cmd("get", f"{BASE}/piped", "-"), "through a pipe")


@scenario("info tells size, MIME type, checksum and headers")
def _():
    path = file("note.json", "{}")
    s3cmd("put", "--mime-type=application/json", "--add-header=Cache-Control:max-age=5", path, f"{BASE}/note.json")
    told = s3cmd("info", f"{BASE}/note.json")
    for text in ("File size: 2", "application/json", "99914b932bd37a50b983c5e7c90ae93b"):
        equal((text, text in told), (text, True))


@scenario("modify changes headers in place")
def _():
    s3cmd("put", file("x.txt", "x"), f"{BASE}/modified")
    s3cmd("modify", "--add-header=x-amz-meta-owner:ml", f"{BASE}/modified")
    equal("x-amz-meta-owner: ml" in s3cmd("info", f"{BASE}/modified"), True)


@scenario("a storage class is set and shown")
def _():
    s3cmd("put", "--storage-class=STANDARD_IA", file("x", "x"), f"{BASE}/class")
    equal("Storage:   STANDARD_IA" in s3cmd("info", f"{BASE}/class"), True)


@scenario("ls --list-md5 shows the ETag")
def _():
    s3cmd("put", file("x", "hello"), f"{BASE}/md5")
    equal("5d41402abc4b2a76b9719d911017c592" in s3cmd("ls", "--list-md5", f"{BASE}/md5"), True)


@scenario("a bucket policy is set, shown and deleted")
def _():
    statement = f'{{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{BUCKET}/secret/*"}}'
    s3cmd("put", file("x", "x"), f"{BASE}/secret/a")
    s3cmd("setpolicy", file("policy.json", f'{{"Version":"2012-10-17","Statement":[{statement}]}}'), BASE)
    equal(b"403" in command("s3cmd", "-c", CONFIG, "get", f"{BASE}/secret/a", "-", fails=True), True)
    equal("secret/*" in s3cmd("info", BASE), True)
    s3cmd("delpolicy", BASE)
    equal(s3cmd("get", f"{BASE}/secret/a", "-"), "x")


@scenario("versioning is switched on")
def _():
    s3cmd("setversioning", "s3://s3cmd-second", "enable")
    equal("Versioning:Enabled" in s3cmd("info", "s3://s3cmd-second"), True)


@scenario("tags are set, shown and removed")
def _():
    s3cmd("put", file("x", "x"), f"{BASE}/tagged")
    s3cmd("settagging", f"{BASE}/tagged", "team=ml&stage=raw")
    shown = s3cmd("gettagging", f"{BASE}/tagged")
    equal(("team:\tml" in shown, "stage:\traw" in shown), (True, True))
    s3cmd("deltagging", f"{BASE}/tagged")
    equal("team" in s3cmd("gettagging", f"{BASE}/tagged"), False)


@scenario("unfinished uploads are listed and aborted")
def _():
    upload = subprocess.Popen(
        ["s3cmd", "-c", CONFIG, "put", "--multipart-chunk-size-mb=5", "-", f"{BASE}/unfinished"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    upload.stdin.write(pattern(6 * MIB))
    upload.stdin.flush()
    while "unfinished" not in (shown := s3cmd("multipart", BASE)):
        equal(upload.poll(), None)
    upload.kill()
    upload.wait()
    s3cmd("abortmp", f"{BASE}/unfinished", shown.split()[-1])
    equal("unfinished" in s3cmd("multipart", BASE), False)


@scenario("a wrong secret is refused")
def _():
    wrong = file("wrong.cfg", open(CONFIG).read().replace("secret_key = ", "secret_key = x"))
    equal(b"SignatureDoesNotMatch" in command("s3cmd", "-c", wrong, "ls", BASE, fails=True), True)


@scenario("what is absent is told as such")
def _():
    equal(b"NoSuchBucket" in command("s3cmd", "-c", CONFIG, "ls", "s3://no-such-bucket-anywhere", fails=True), True)
    equal(b"does not exist" in command("s3cmd", "-c", CONFIG, "get", f"{BASE}/absent", "-", fails=True), True)
    equal(b"BucketNotEmpty" in command("s3cmd", "-c", CONFIG, "rb", BASE, fails=True), True)


main()
