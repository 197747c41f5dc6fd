"""boto3 with encryption at rest: KMS keys of one's own, bucket defaults, transfers, a key that is disabled."""
import base64
import json

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from scenarios import BUCKET, FOLDER, equal, file, main, pattern, refused, scenario

MIB = 1024 * 1024
s3 = boto3.client("s3")
kms = boto3.client("kms")
cloudtrail = boto3.client("cloudtrail")
KEY = kms.create_key()["KeyMetadata"]["Arn"]
IN_PARTS = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
WITH_KMS = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY}


def read(key, **more):
    return s3.get_object(Bucket=BUCKET, Key=key, **more)["Body"].read()


def shown(key):
    head = s3.head_object(Bucket=BUCKET, Key=key)
    return head.get("ServerSideEncryption"), head.get("SSEKMSKeyId")


def code_of(function, **arguments):
    error = refused(ClientError, function, **arguments).response
    return error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]


@scenario("an object is sealed with S3's key")
def _():
    s3.put_object(Bucket=BUCKET, Key="owned", Body=b"hello", ServerSideEncryption="AES256")
    equal((read("owned"), shown("owned")), (b"hello", ("AES256", None)))


@scenario("an object is sealed with a key of KMS")
def _():
    s3.put_object(Bucket=BUCKET, Key="kms", Body=b"hello", **WITH_KMS)
    equal((read("kms"), shown("kms")), (b"hello", ("aws:kms", KEY)))


@scenario("an object is sealed twice")
def _():
    s3.put_object(Bucket=BUCKET, Key="twice", Body=b"hello", ServerSideEncryption="aws:kms:dsse", SSEKMSKeyId=KEY)
    equal((read("twice"), shown("twice")), (b"hello", ("aws:kms:dsse", KEY)))


@scenario("an encryption context is told back when it is written")
def _():
    context = base64.b64encode(json.dumps({"team": "ml"}).encode()).decode()
    answer = s3.put_object(Bucket=BUCKET, Key="context", Body=b"hello", SSEKMSEncryptionContext=context, **WITH_KMS)
    told = json.loads(base64.b64decode(answer["SSEKMSEncryptionContext"]))
    equal((told, read("context")), ({"team": "ml"}, b"hello"))


@scenario("the transfer manager uploads and downloads sealed parts")
def _():
    data = pattern(12 * MIB + 7)
    s3.upload_file(file("up", data), BUCKET, "parts", ExtraArgs=WITH_KMS, Config=IN_PARTS)
    s3.download_file(BUCKET, "parts", f"{FOLDER}/down", Config=IN_PARTS)
    with open(f"{FOLDER}/down", "rb") as stream:
        equal((stream.read() == data, shown("parts")), (True, ("aws:kms", KEY)))
    first, last = 5 * MIB - 3, 10 * MIB + 3
    equal(read("parts", Range=f"bytes={first}-{last}") == data[first : last + 1], True)


@scenario("a copy goes from one key to another")
def _():
    s3.put_object(Bucket=BUCKET, Key="first", Body=b"hello", **WITH_KMS)
    s3.copy({"Bucket": BUCKET, "Key": "first"}, BUCKET, "second", ExtraArgs={"ServerSideEncryption": "AES256"})
    equal((read("second"), shown("second")), (b"hello", ("AES256", None)))


@scenario("a bucket seals by default, with a bucket key")
def _():
    s3.create_bucket(Bucket="boto3-sealed")
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY},
        "BucketKeyEnabled": True,
    }
    configuration = {"Rules": [rule]}
    s3.put_bucket_encryption(Bucket="boto3-sealed", ServerSideEncryptionConfiguration=configuration)
    answer = s3.put_object(Bucket="boto3-sealed", Key="k", Body=b"hello")
    equal((answer["SSEKMSKeyId"], answer["BucketKeyEnabled"]), (KEY, True))
    found = s3.get_bucket_encryption(Bucket="boto3-sealed")["ServerSideEncryptionConfiguration"]["Rules"][0]
    equal(found["ApplyServerSideEncryptionByDefault"], rule["ApplyServerSideEncryptionByDefault"])
    s3.delete_bucket_encryption(Bucket="boto3-sealed")
    equal("ServerSideEncryption" in s3.put_object(Bucket="boto3-sealed", Key="k", Body=b"hello"), False)


@scenario("a disabled key makes an object unreadable, an enabled one readable again")
def _():
    own = kms.create_key()["KeyMetadata"]["Arn"]
    s3.put_object(Bucket=BUCKET, Key="off", Body=b"hello", ServerSideEncryption="aws:kms", SSEKMSKeyId=own)
    kms.disable_key(KeyId=own)
    equal(code_of(s3.get_object, Bucket=BUCKET, Key="off"), ("KMS.DisabledException", 400))
    kms.enable_key(KeyId=own)
    equal(read("off"), b"hello")


@scenario("another key takes the place of an object's, without a copy")
def _():
    s3.put_object(Bucket=BUCKET, Key="changed", Body=b"hello", ServerSideEncryption="AES256")
    before = s3.head_object(Bucket=BUCKET, Key="changed")["ETag"]
    s3.update_object_encryption(Bucket=BUCKET, Key="changed", ObjectEncryption={"SSEKMS": {"KMSKeyArn": KEY}})
    after = s3.head_object(Bucket=BUCKET, Key="changed")
    equal((after["SSEKMSKeyId"], after["ETag"], read("changed")), (KEY, before, b"hello"))


@scenario("a key that is not there is named in the refusal")
def _():
    wrong = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "fake-key-id"}
    equal(code_of(s3.put_object, Bucket=BUCKET, Key="k", Body=b"x", **wrong), ("KMS.NotFoundException", 400))


@scenario("customers' keys are blocked in a new bucket, and refused over plain HTTP when they are not")
def _():
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"k" * 32}
    equal(code_of(s3.put_object, Bucket=BUCKET, Key="k", Body=b"x", **key), ("AccessDenied", 403))
    s3.create_bucket(Bucket="boto3-customers")
    rules = {"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]}
    s3.put_bucket_encryption(Bucket="boto3-customers", ServerSideEncryptionConfiguration=rules)
    equal(code_of(s3.put_object, Bucket="boto3-customers", Key="k", Body=b"x", **key), ("InvalidRequest", 400))


@scenario("each use of a key is in the audit trail")
def _():
    s3.put_object(Bucket=BUCKET, Key="audited", Body=b"hello", **WITH_KMS)
    read("audited")
    events = cloudtrail.lookup_events(
        LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": "kms.amazonaws.com"}]
    )["Events"]
    uses = [json.loads(event["CloudTrailEvent"]) for event in events]
    arn = f"arn:aws:s3:::{BUCKET}/audited"
    mine = [use for use in uses if (use["requestParameters"] or {}).get("encryptionContext", {}).get("aws:s3:arn") == arn]
    equal(sorted(use["eventName"] for use in mine), ["Decrypt", "GenerateDataKey"])
    equal({use["userIdentity"]["invokedBy"] for use in mine}, {"s3.amazonaws.com"})


main()
