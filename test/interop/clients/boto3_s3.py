"""boto3: client, resource and transfer manager as scripts use them."""
import bz2
import gzip
import io
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from scenarios import BUCKET, ENDPOINT, FOLDER, equal, file, main, pattern, refused, scenario

s3 = boto3.client("s3")
resource = boto3.resource("s3")
MIB = 1024 * 1024
IN_PARTS = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)


def put(key, body=b"body", **more):
    return s3.put_object(Bucket=BUCKET, Key=key, Body=body, **more)


def read(key, **more):
    return s3.get_object(Bucket=BUCKET, Key=key, **more)["Body"].read()


def keys(prefix):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def code_of(function, **arguments):
    error = refused(ClientError, function, **arguments).response
    return error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]


@scenario("a bucket is created, found and deleted")
def _():
    s3.create_bucket(Bucket="boto3-first")
    s3.get_waiter("bucket_exists").wait(Bucket="boto3-first")
    equal("boto3-first" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]], True)
    s3.delete_bucket(Bucket="boto3-first")
    s3.get_waiter("bucket_not_exists").wait(Bucket="boto3-first")


@scenario("an object keeps its metadata and headers")
def _():
    put("meta", ContentType="text/x-note", CacheControl="max-age=60", Metadata={"owner": "ml", "run": "7"})
    head = s3.head_object(Bucket=BUCKET, Key="meta")
    equal((head["ContentType"], head["CacheControl"]), ("text/x-note", "max-age=60"))
    equal(head["Metadata"], {"owner": "ml", "run": "7"})


@scenario("upload_file and download_file move a large file in parts")
def _():
    data = pattern(17 * MIB)
    s3.upload_file(file("large", data), BUCKET, "large", Config=IN_PARTS)
    equal(s3.head_object(Bucket=BUCKET, Key="large")["ETag"].endswith('-4"'), True)
    s3.download_file(BUCKET, "large", str(FOLDER / "back"), Config=IN_PARTS)
    equal((FOLDER / "back").read_bytes() == data, True)


@scenario("upload_fileobj and download_fileobj work on streams, with progress")
def _():
    data, seen, back = pattern(6 * MIB), [], io.BytesIO()
    s3.upload_fileobj(io.BytesIO(data), BUCKET, "stream", Config=IN_PARTS, Callback=seen.append)
    s3.download_fileobj(BUCKET, "stream", back)
    equal((sum(seen), back.getvalue() == data), (len(data), True))


@scenario("the transfer manager copies a large object by parts")
def _():
    data = pattern(11 * MIB)
    put("copy/from", data)
    s3.copy({"Bucket": BUCKET, "Key": "copy/from"}, BUCKET, "copy/to", Config=IN_PARTS)
    equal(read("copy/to") == data, True)
    equal(s3.head_object(Bucket=BUCKET, Key="copy/to")["ETag"].endswith('-3"'), True)


@scenario("ranges give exactly their bytes")
def _():
    put("ranged", b"0123456789")
    equal([read("ranged", Range=text) for text in ("bytes=2-4", "bytes=7-", "bytes=-2")], [b"234", b"789", b"89"])
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="ranged", Range="bytes=10-"), ("InvalidRange", 416))


@scenario("a paginator goes through all pages")
def _():
    for number in range(25):
        put(f"pages/{number:02}")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix="pages/", PaginationConfig={"PageSize": 10}
    )
    equal([page["KeyCount"] for page in pages], [10, 10, 5])
    equal(list(pages.search("Contents[?Key > 'pages/22'].Key")), ["pages/23", "pages/24"])


@scenario("a delimiter rolls keys up")
def _():
    for key in ("tree/a/1", "tree/a/2", "tree/b/1", "tree/top"):
        put(key)
    page = s3.list_objects_v2(Bucket=BUCKET, Prefix="tree/", Delimiter="/")
    equal([item["Prefix"] for item in page["CommonPrefixes"]], ["tree/a/", "tree/b/"])
    equal([item["Key"] for item in page["Contents"]], ["tree/top"])


@scenario("delete_objects deletes many, also what is not there")
def _():
    for number in range(3):
        put(f"many/{number}")
    names = [{"Key": f"many/{number}"} for number in range(4)]
    equal(len(s3.delete_objects(Bucket=BUCKET, Delete={"Objects": names})["Deleted"]), 4)
    equal(keys("many/"), [])


@scenario("versions are kept, listed and brought back")
def _():
    s3.create_bucket(Bucket="boto3-versions")
    s3.put_bucket_versioning(Bucket="boto3-versions", VersioningConfiguration={"Status": "Enabled"})
    target = {"Bucket": "boto3-versions", "Key": "k"}
    first = s3.put_object(**target, Body=b"one")["VersionId"]
    s3.put_object(**target, Body=b"two")
    marker = s3.delete_object(**target)
    equal(marker["DeleteMarker"], True)
    equal(code_of(s3.get_object, **target), ("NoSuchKey", 404))
    equal(s3.get_object(**target, VersionId=first)["Body"].read(), b"one")
    s3.delete_object(**target, VersionId=marker["VersionId"])
    equal(s3.get_object(**target)["Body"].read(), b"two")
    listed = s3.list_object_versions(Bucket="boto3-versions")["Versions"]
    equal([version["IsLatest"] for version in listed], [True, False])
    resource.Bucket("boto3-versions").object_versions.delete()
    s3.delete_bucket(Bucket="boto3-versions")


@scenario("conditional writes let one writer win")
def _():
    etag = put("lock", IfNoneMatch="*")["ETag"]
    equal(code_of(put_lock, IfNoneMatch="*"), ("PreconditionFailed", 412))
    newer = put("lock", b"newer", IfMatch=etag)["ETag"]
    equal(code_of(put_lock, IfMatch=etag), ("PreconditionFailed", 412))
    equal(s3.head_object(Bucket=BUCKET, Key="lock", IfMatch=newer)["ContentLength"], 5)


def put_lock(**condition):
    return put("lock", b"late", **condition)


@scenario("presigned URLs read and write without credentials")
def _():
    signing = boto3.client("s3", config=Config(signature_version="s3v4"))
    target = {"Bucket": BUCKET, "Key": "presigned å+b"}
    url = signing.generate_presigned_url("put_object", Params=target, ExpiresIn=60)
    urllib.request.urlopen(urllib.request.Request(url, data=b"from afar", method="PUT"))
    url = signing.generate_presigned_url("get_object", Params={**target, "ResponseContentType": "text/x-a"})
    with urllib.request.urlopen(url) as answer:
        equal((answer.read(), answer.headers["content-type"]), (b"from afar", "text/x-a"))
    equal(refused(urllib.error.HTTPError, urllib.request.urlopen, url + "0").code, 403)


@scenario("checksums are verified and shown on request")
def _():
    put("sum", b"hello", ChecksumAlgorithm="SHA256")
    head = s3.head_object(Bucket=BUCKET, Key="sum", ChecksumMode="ENABLED")
    equal(head["ChecksumSHA256"], "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
    wrong = {"Bucket": BUCKET, "Key": "sum", "Body": b"hallo", "ChecksumSHA256": head["ChecksumSHA256"]}
    equal(code_of(s3.put_object, **wrong), ("BadDigest", 400))
    equal(read("sum"), b"hello")


@scenario("objects and buckets carry tags")
def _():
    put("tagged", Tagging="team=ml&stage=raw")
    equal(s3.head_object(Bucket=BUCKET, Key="tagged")["TagCount"], 2)
    s3.put_object_tagging(Bucket=BUCKET, Key="tagged", Tagging={"TagSet": [{"Key": "stage", "Value": "clean"}]})
    tags = s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"]
    equal(tags, [{"Key": "stage", "Value": "clean"}])
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "cost", "Value": "1"}]})
    equal(s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"], [{"Key": "cost", "Value": "1"}])
    s3.delete_bucket_tagging(Bucket=BUCKET)
    equal(code_of(s3.get_bucket_tagging, Bucket=BUCKET), ("NoSuchTagSet", 404))


@scenario("a bucket policy refuses what it denies")
def _():
    put("guarded/x")
    statement = '{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/guarded/*"}'
    s3.put_bucket_policy(
        Bucket=BUCKET, Policy='{"Version":"2012-10-17","Statement":[%s]}' % (statement % BUCKET)
    )
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="guarded/x"), ("AccessDenied", 403))
    s3.delete_bucket_policy(Bucket=BUCKET)
    equal(read("guarded/x"), b"body")


@scenario("resources go over objects as over a collection")
def _():
    bucket = resource.Bucket(BUCKET)
    for name in ("a", "b", "c"):
        bucket.put_object(Key=f"res/{name}", Body=name.encode())
    found = {item.key: item.get()["Body"].read() for item in bucket.objects.filter(Prefix="res/")}
    equal(found, {"res/a": b"a", "res/b": b"b", "res/c": b"c"})
    bucket.objects.filter(Prefix="res/").delete()
    equal(keys("res/"), [])


@scenario("waiters wait for objects")
def _():
    put("waited")
    s3.get_waiter("object_exists").wait(Bucket=BUCKET, Key="waited")
    s3.delete_object(Bucket=BUCKET, Key="waited")
    s3.get_waiter("object_not_exists").wait(Bucket=BUCKET, Key="waited")


@scenario("a body is read line by line and in chunks")
def _():
    put("lines", b"one\ntwo\nthree")
    body = s3.get_object(Bucket=BUCKET, Key="lines")["Body"]
    equal(list(body.iter_lines()), [b"one", b"two", b"three"])
    body = s3.get_object(Bucket=BUCKET, Key="lines")["Body"]
    equal([len(chunk) for chunk in body.iter_chunks(5)], [5, 5, 3])


@scenario("keys of any characters come back as they were")
def _():
    names = ["odd/ a b", "odd/+%2F&=?#", "odd/..//x/./", "odd/日本/\U0001f40d", "odd/tab\there", "odd/'\"<>&"]
    for name in names:
        put(name, name.encode())
    equal(keys("odd/"), sorted(names, key=lambda name: name.encode()))
    equal([read(name).decode() for name in names], names)


@scenario("errors are the exceptions that boto3 knows")
def _():
    refused(s3.exceptions.NoSuchKey, s3.get_object, Bucket=BUCKET, Key="absent")
    refused(s3.exceptions.NoSuchBucket, s3.list_objects_v2, Bucket="no-such-bucket-anywhere")
    equal(code_of(s3.head_object, Bucket=BUCKET, Key="absent"), ("404", 404))
    refused(s3.exceptions.NoSuchUpload, s3.list_parts, Bucket=BUCKET, Key="absent", UploadId="none")


@scenario("a multipart upload by hand is listed, completed and aborted")
def _():
    target = {"Bucket": BUCKET, "Key": "byhand"}
    begun = s3.create_multipart_upload(**target, ChecksumAlgorithm="CRC32")
    upload, parts = {**target, "UploadId": begun["UploadId"]}, []
    for number, body in ((1, pattern(5 * MIB)), (2, b"end")):
        answer = s3.upload_part(**upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": answer["ChecksumCRC32"]})
    equal([part["Size"] for part in s3.list_parts(**upload)["Parts"]], [5 * MIB, 3])
    listed = s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]
    equal([item["Key"] for item in listed], ["byhand"])
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    equal(read("byhand", PartNumber=2), b"end")
    other = {**target, "UploadId": s3.create_multipart_upload(**target)["UploadId"]}
    s3.abort_multipart_upload(**other)
    equal(code_of(s3.list_parts, **other), ("NoSuchUpload", 404))


@scenario("a part is copied from a range of another object")
def _():
    data = pattern(6 * MIB)
    put("parts/from", data)
    target = {"Bucket": BUCKET, "Key": "parts/to"}
    upload = {**target, "UploadId": s3.create_multipart_upload(**target)["UploadId"]}
    source = {"CopySource": {"Bucket": BUCKET, "Key": "parts/from"}}
    done = []
    for number, span in ((1, f"bytes=0-{5 * MIB - 1}"), (2, f"bytes={5 * MIB}-{6 * MIB - 1}")):
        answer = s3.upload_part_copy(**upload, **source, PartNumber=number, CopySourceRange=span)["CopyPartResult"]
        done.append({"PartNumber": number, **{name: answer[name] for name in ("ETag", "ChecksumCRC32") if name in answer}})
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": done})
    equal(read("parts/to") == data, True)


@scenario("get_object_attributes tells size, checksum and class")
def _():
    put("attributes", b"hello", ChecksumAlgorithm="SHA1", StorageClass="STANDARD_IA")
    asked = ["ETag", "Checksum", "StorageClass", "ObjectSize"]
    told = s3.get_object_attributes(Bucket=BUCKET, Key="attributes", ObjectAttributes=asked)
    equal((told["ObjectSize"], told["StorageClass"]), (5, "STANDARD_IA"))
    equal(told["Checksum"]["ChecksumSHA1"], "qvTGHdzF6KLavt4PO0gs2a6pQ00=")


@scenario("a copy keeps or replaces metadata, under conditions")
def _():
    etag = put("copied/from", Metadata={"a": "1"})["ETag"]
    source = {"Bucket": BUCKET, "CopySource": f"{BUCKET}/copied/from"}
    s3.copy_object(**source, Key="copied/kept", CopySourceIfMatch=etag)
    s3.copy_object(**source, Key="copied/new", Metadata={"b": "2"}, MetadataDirective="REPLACE")
    found = [s3.head_object(Bucket=BUCKET, Key=f"copied/{name}")["Metadata"] for name in ("kept", "new")]
    equal(found, [{"a": "1"}, {"b": "2"}])
    equal(code_of(s3.copy_object, **source, Key="copied/x", CopySourceIfNoneMatch=etag), ("PreconditionFailed", 412))


@scenario("conditional reads answer not modified")
def _():
    etag = put("cached")["ETag"]
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="cached", IfNoneMatch=etag), ("304", 304))
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="cached", IfMatch='"other"'), ("PreconditionFailed", 412))


@scenario("a bucket of another Region is followed there")
def _():
    west = boto3.client("s3", region_name="eu-west-1")
    west.create_bucket(Bucket="boto3-west", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    equal(s3.get_bucket_location(Bucket="boto3-west")["LocationConstraint"], "eu-west-1")
    s3.put_object(Bucket="boto3-west", Key="k", Body=b"far")
    equal(west.get_object(Bucket="boto3-west", Key="k")["Body"].read(), b"far")


@scenario("an access point is used by ARN and by alias")
def _():
    # The names that boto3 puts before the endpoint's host are looked up by nobody: the server itself is the proxy.
    named = {
        "endpoint_url": ENDPOINT.replace("127.0.0.1", "localhost"),
        "config": Config(proxies={"http": ENDPOINT}, retries={"max_attempts": 0}),
    }
    control = boto3.client("s3control", **named)
    account = boto3.client("sts").get_caller_identity()["Account"]
    point = control.create_access_point(AccountId=account, Name="boto3-point", Bucket=BUCKET)
    equal(control.get_access_point(AccountId=account, Name="boto3-point")["Alias"], point["Alias"])
    by_arn = boto3.client("s3", **named)
    by_arn.put_object(Bucket=point["AccessPointArn"], Key="point/k", Body=b"through")
    equal(s3.get_object(Bucket=point["Alias"], Key="point/k")["Body"].read(), b"through")
    found = s3.list_objects_v2(Bucket=point["Alias"], Prefix="point/")["Contents"]
    equal([item["Key"] for item in found], ["point/k"])
    copied = {"Bucket": point["AccessPointArn"], "Key": "point/k"}
    s3.copy_object(Bucket=BUCKET, Key="point/copy", CopySource=copied)
    equal(read("point/copy"), b"through")
    equal(code_of(s3.get_bucket_versioning, Bucket=point["Alias"]), ("MethodNotAllowed", 405))
    control.delete_access_point(AccountId=account, Name="boto3-point")
    equal(code_of(s3.get_object, Bucket=point["Alias"], Key="point/k"), ("NoSuchBucket", 404))


@scenario("an empty object is an object")
def _():
    put("empty", b"")
    equal((read("empty"), s3.head_object(Bucket=BUCKET, Key="empty")["ContentLength"]), (b"", 0))
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="empty", Range="bytes=0-0"), ("InvalidRange", 416))


@scenario("a bucket that holds something is not deleted")
def _():
    put("still-here")
    equal(code_of(s3.delete_bucket, Bucket=BUCKET), ("BucketNotEmpty", 409))


def selected(key, sql, given, wanted, **more):
    answer = s3.select_object_content(
        Bucket=BUCKET, Key=key, Expression=sql, ExpressionType="SQL", InputSerialization=given, OutputSerialization=wanted, **more
    )
    events = list(answer["Payload"])
    equal("End" in events[-1], True)
    return b"".join(event["Records"]["Payload"] for event in events if "Records" in event).decode()


@scenario("select_object_content filters CSV, JSON and compressed CSV")
def _():
    put("people.csv", b"name,age\nann,31\nbob,7\n")
    sql = "SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) > 18"
    equal(selected("people.csv", sql, {"CSV": {"FileHeaderInfo": "USE"}}, {"JSON": {}}), '{"name":"ann"}\n')
    put("people.json", b'{"name":"ann","tags":["a","b"]}\n{"name":"bob"}\n')
    sql = "SELECT s.name, s.tags[1] AS tag FROM S3Object s"
    equal(selected("people.json", sql, {"JSON": {"Type": "LINES"}}, {"CSV": {}}), "ann,b\nbob,\n")
    put("people.csv.gz", gzip.compress(b"name,age\nann,31\nbob,7\n"))
    given = {"CSV": {"FileHeaderInfo": "USE"}, "CompressionType": "GZIP"}
    equal(selected("people.csv.gz", "SELECT COUNT(*) FROM S3Object", given, {"CSV": {}}), "2\n")
    put("people.csv.bz2", bz2.compress(b"name,age\nann,31\nbob,7\n"))
    given = {"CSV": {"FileHeaderInfo": "USE"}, "CompressionType": "BZIP2"}
    equal(selected("people.csv.bz2", "SELECT COUNT(*) FROM S3Object", given, {"CSV": {}}), "2\n")


@scenario("select_object_content refuses what is wrong, in the answer or in the stream")
def _():
    put("numbers.csv", b"1\n" * 2_000_000 + b"x\n")
    given, wanted = {"CSV": {}}, {"CSV": {}}
    error = refused(ClientError, selected, key="numbers.csv", sql="SELECT FROM S3Object", given=given, wanted=wanted)
    equal(error.response["Error"]["Code"], "ParseEmptySelect")
    error = refused(EventStreamError, selected, key="numbers.csv", sql="SELECT CAST(_1 AS INT) FROM S3Object", given=given, wanted=wanted)
    equal(error.response["Error"]["Code"], "CastFailed")


main()
