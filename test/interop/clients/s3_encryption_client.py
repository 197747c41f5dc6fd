"""Amazon S3 Encryption Client for Python: objects are encrypted before they leave the program, with data keys of KMS."""
import io

import boto3
from s3_encryption import S3EncryptionClient, S3EncryptionClientConfig
from s3_encryption.exceptions import S3EncryptionClientError
from s3_encryption.materials.kms_keyring import KmsKeyring
from scenarios import BUCKET, FOLDER, equal, file, main, pattern, refused, scenario

MIB = 1024 * 1024
s3 = boto3.client("s3")
kms = boto3.client("kms")


def new_key():
    return kms.create_key()["KeyMetadata"]["Arn"]


def client_with(key, **more):
    return S3EncryptionClient(boto3.client("s3"), S3EncryptionClientConfig(keyring=KmsKeyring(kms, key), **more))


KEY = new_key()
client = client_with(KEY)


def read(key, **more):
    return client.get_object(Bucket=BUCKET, Key=key, **more)["Body"].read()


def stored(key):
    return s3.get_object(Bucket=BUCKET, Key=key)


@scenario("what is put comes back")
def _():
    client.put_object(Bucket=BUCKET, Key="small", Body=b"a secret")
    equal(read("small"), b"a secret")


@scenario("the server never has the plaintext")
def _():
    client.put_object(Bucket=BUCKET, Key="sealed", Body=b"a secret" * 100)
    found = stored("sealed")
    equal((b"a secret" in found["Body"].read(), len(found["Metadata"]) > 0), (False, True))


@scenario("an empty object and one of some megabytes")
def _():
    for key, body in (("empty", b""), ("larger", pattern(3 * MIB + 11))):
        client.put_object(Bucket=BUCKET, Key=key, Body=body)
        equal(read(key) == body, True)


@scenario("an encryption context is needed again")
def _():
    client.put_object(Bucket=BUCKET, Key="context", Body=b"x", EncryptionContext={"team": "ml"})
    equal(read("context", EncryptionContext={"team": "ml"}), b"x")
    refused(S3EncryptionClientError, read, key="context", EncryptionContext={"team": "ops"})


@scenario("metadata of one's own stays")
def _():
    client.put_object(Bucket=BUCKET, Key="metadata", Body=b"x", Metadata={"mine": "yes"})
    equal(stored("metadata")["Metadata"]["mine"], "yes")
    equal(read("metadata"), b"x")


@scenario("an upload in parts")
def _():
    data = pattern(11 * MIB + 5)
    client.upload_fileobj(io.BytesIO(data), BUCKET, "parts")
    equal(read("parts") == data, True)
    client.upload_file(file("up", data), BUCKET, "file")
    equal(read("file") == data, True)


@scenario("encrypted by the client and sealed by the server")
def _():
    client.put_object(Bucket=BUCKET, Key="both", Body=b"a secret", ServerSideEncryption="aws:kms", SSEKMSKeyId=KEY)
    equal((read("both"), stored("both")["ServerSideEncryption"]), (b"a secret", "aws:kms"))


@scenario("a disabled key ends reading")
def _():
    own = new_key()
    other = client_with(own)
    other.put_object(Bucket=BUCKET, Key="off", Body=b"x")
    kms.disable_key(KeyId=own)
    refused(Exception, lambda: other.get_object(Bucket=BUCKET, Key="off")["Body"].read())
    kms.enable_key(KeyId=own)
    equal(other.get_object(Bucket=BUCKET, Key="off")["Body"].read(), b"x")


@scenario("a changed byte is noticed by the client")
def _():
    client.put_object(Bucket=BUCKET, Key="changed", Body=b"a secret of some length")
    found = stored("changed")
    body = bytearray(found["Body"].read())
    body[3] ^= 1
    s3.put_object(Bucket=BUCKET, Key="changed", Body=bytes(body), Metadata=found["Metadata"])
    refused(Exception, lambda: read("changed"))


@scenario("a deleted object is gone")
def _():
    client.put_object(Bucket=BUCKET, Key="gone", Body=b"x")
    client.delete_object(Bucket=BUCKET, Key="gone")
    equal([item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET, Prefix="gone").get("Contents", [])], [])


main()
