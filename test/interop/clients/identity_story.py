"""A team and its lake, told by one client from the first user to the last refusal: LAKEBED_STORY_CLIENT is `boto3` or `aws` (the AWS CLI).

An admin makes a data scientist with a boundary and a tag, a pipeline role, a read-only auditor, a key and a bucket policy. Each does what it should on
S3, Glue, Athena and KMS, and nothing more; `lakebed why` explains each refusal; a second account reads through a cross-account role.
"""
import base64
import json
import os
import re
import time

from scenarios import ENDPOINT, command, equal, file, main, scenario

CLIENT = os.environ["LAKEBED_STORY_CLIENT"]
ROOT = {"id": os.environ["AWS_ACCESS_KEY_ID"], "secret": os.environ["AWS_SECRET_ACCESS_KEY"], "token": None}


class Refused(Exception):
    """The call was refused: the error's code and message."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


def by_boto3(keys, service, operation, body=None, **members):
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    client = boto3.client(
        service,
        aws_access_key_id=keys["id"],
        aws_secret_access_key=keys["secret"],
        aws_session_token=keys["token"],
        config=Config(s3={"addressing_style": "path"}),
    )
    given = {**members, **({} if body is None else {"Body": body})}
    for name in ("Plaintext", "CiphertextBlob"):
        if name in given:
            given[name] = base64.b64decode(given[name])
    try:
        answer = getattr(client, operation)(**given)
    except ClientError as error:
        raise Refused(error.response["Error"]["Code"], error.response["Error"]["Message"]) from None
    if "Body" in answer:
        answer["Body"] = answer["Body"].read().decode()
    for name in ("Plaintext", "CiphertextBlob"):
        if name in answer:
            answer[name] = base64.b64encode(answer[name]).decode()
    return answer


def by_cli(keys, service, operation, body=None, **members):
    words = ["aws", "s3api" if service == "s3" else service, operation.replace("_", "-"), "--output", "json"]
    environment = {"AWS_ACCESS_KEY_ID": keys["id"], "AWS_SECRET_ACCESS_KEY": keys["secret"]}
    if keys["token"] is not None:
        environment["AWS_SESSION_TOKEN"] = keys["token"]
    blobs = {name: members.pop(name) for name in ("Plaintext", "CiphertextBlob") if name in members}
    for name, value in blobs.items():
        option = "--" + re.sub("(?<!^)([A-Z])", r"-\1", name).lower()
        words += [option, "fileb://" + file("blob", base64.b64decode(value))]
    if operation == "get_object":
        words += ["--bucket", members["Bucket"], "--key", members["Key"], "got"]
    else:
        words += ["--cli-input-json", json.dumps(members)]
    if body is not None:
        words += ["--body", file("body", body)]
    code, told, complaint = command(*words, environment=environment, any_end=True)
    if code != 0:
        found = re.search(r"error occurred \((\w+)\) when calling the \w+ operation[^:]*: (.*)", complaint, re.DOTALL)
        if found is None:
            raise AssertionError(f"{words} ended with {code}: {complaint}")
        raise Refused(found[1], found[2].strip())
    answer = json.loads(told) if told else {}
    if operation == "get_object":
        answer["Body"] = command("cat", "got").decode()
    return answer


call = by_boto3 if CLIENT == "boto3" else by_cli


def refusal(keys, service, operation, **members):
    """The call is refused for want of permission, and `lakebed why` knows of it: gives AWS's message and what the command says."""
    try:
        answer = call(keys, service, operation, **members)
    except Refused as error:
        equal(error.code.removesuffix("Exception"), "AccessDenied")
        return error.message, why()
    raise AssertionError(f"was to be refused, but gave {answer!r}")


def why():
    port = ENDPOINT.rsplit(":", 1)[1]
    program = ["node", "--import", "tsx", os.environ["LAKEBED_MAIN"], "why", "--last", "--port", port]
    return command(*program, "--data-dir", os.environ["HOME"], folder=os.environ["LAKEBED_FOLDER"]).decode()


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(arn, **more):
    return policy({"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole", **more})


def make_user(keys, name, **more):
    call(keys, "iam", "create_user", UserName=name, **more)
    made = call(keys, "iam", "create_access_key", UserName=name)["AccessKey"]
    return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"], "token": None}


def assume(keys, arn, **more):
    made = call(keys, "sts", "assume_role", RoleArn=arn, RoleSessionName="story", **more)["Credentials"]
    return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"], "token": made["SessionToken"]}


ACCOUNT = call(ROOT, "sts", "get_caller_identity")["Account"]
TEAM = {}


def arn_of(name):
    return f"arn:aws:iam::{ACCOUNT}:{name}"


def in_team(name):
    return TEAM[name]


@scenario("an admin fills the lake, and nothing is done as root after this")
def _():
    admin = TEAM["admin"] = make_user(ROOT, "admin")
    call(ROOT, "iam", "attach_user_policy", UserName="admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    for bucket in ("lake", "results"):
        call(admin, "s3", "create_bucket", Bucket=bucket)
    call(admin, "s3", "put_object", Bucket="lake", Key="raw/rain/day.csv", body="2026-01-01,1\n2026-01-02,4\n")
    call(admin, "s3", "put_object", Bucket="lake", Key="secret/salaries.csv", body="ann,1\n")
    call(admin, "glue", "create_database", DatabaseInput={"Name": "weather"})
    storage = {
        "Columns": [{"Name": "day", "Type": "string"}, {"Name": "mm", "Type": "int"}],
        "Location": "s3://lake/raw/rain/",
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": ","},
        },
    }
    table = {"Name": "rain", "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage}
    call(admin, "glue", "create_table", DatabaseName="weather", TableInput=table)


@scenario("the admin makes the team: boundary, tags, key, role and bucket policy")
def _():
    admin = in_team("admin")
    limit = policy(
        allow(["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"], ["arn:aws:s3:::lake", "arn:aws:s3:::lake/raw/*"]),
        allow("s3:*", ["arn:aws:s3:::results", "arn:aws:s3:::results/*"]),
        allow(["athena:*", "glue:Get*", "kms:Decrypt"], "*"),
    )
    boundary = call(admin, "iam", "create_policy", PolicyName="science-boundary", PolicyDocument=limit)["Policy"]["Arn"]
    tags = [{"Key": "team", "Value": "ml"}]
    TEAM["scientist"] = make_user(admin, "scientist", PermissionsBoundary=boundary, Tags=tags)
    # Far too wide on purpose.
    for name in ("AmazonS3FullAccess", "AmazonAthenaFullAccess", "AWSGlueConsoleFullAccess"):
        call(admin, "iam", "attach_user_policy", UserName="scientist", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    TEAM["auditor"] = make_user(admin, "auditor")
    call(admin, "iam", "attach_user_policy", UserName="auditor", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    scheduler = make_user(admin, "scheduler")
    role = {"RoleName": "pipeline", "AssumeRolePolicyDocument": trust(arn_of("user/scheduler"))}
    call(admin, "iam", "create_role", **role)
    write = policy(allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::lake/raw/*"))
    call(admin, "iam", "put_role_policy", RoleName="pipeline", PolicyName="write", PolicyDocument=write)
    TEAM["pipeline"] = assume(scheduler, arn_of("role/pipeline"))
    only = {"ArnNotEquals": {"aws:PrincipalArn": arn_of("role/pipeline")}}
    guard = {"Sid": "OnlyThePipelineWrites", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"}
    guarded = policy({**guard, "Resource": "arn:aws:s3:::lake/*", "Condition": only})
    call(admin, "s3", "put_bucket_policy", Bucket="lake", Policy=guarded)
    for_team = {"StringEquals": {"aws:PrincipalTag/team": "ml", "kms:CallerAccount": ACCOUNT}}
    key_policy = policy(
        allow("kms:*", "*", Principal={"AWS": arn_of("user/admin")}),
        allow("kms:Decrypt", "*", Principal={"AWS": "*"}, Condition=for_team),
    )
    key = call(admin, "kms", "create_key", Policy=key_policy)["KeyMetadata"]["KeyId"]
    token = base64.b64encode(b"token").decode()
    TEAM["sealed"] = call(admin, "kms", "encrypt", KeyId=key, Plaintext=token)["CiphertextBlob"]


@scenario("the scientist reads, queries and decrypts what is hers")
def _():
    keys = in_team("scientist")
    equal(call(keys, "s3", "get_object", Bucket="lake", Key="raw/rain/day.csv")["Body"][:10], "2026-01-01")
    equal(call(keys, "glue", "get_table", DatabaseName="weather", Name="rain")["Table"]["Name"], "rain")
    opened = call(keys, "kms", "decrypt", CiphertextBlob=in_team("sealed"))["Plaintext"]
    equal(base64.b64decode(opened), b"token")
    started = call(
        keys,
        "athena",
        "start_query_execution",
        QueryString="SELECT sum(mm) FROM rain",
        QueryExecutionContext={"Database": "weather"},
        ResultConfiguration={"OutputLocation": "s3://results/athena/"},
    )["QueryExecutionId"]
    while True:
        status = call(keys, "athena", "get_query_execution", QueryExecutionId=started)["QueryExecution"]["Status"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            break
        time.sleep(0.1)
    equal(status["State"], "SUCCEEDED")
    rows = call(keys, "athena", "get_query_results", QueryExecutionId=started)["ResultSet"]["Rows"]
    equal(rows[1]["Data"][0]["VarCharValue"], "5")


@scenario("the scientist is held back by her boundary and by the bucket's policy, and told why")
def _():
    keys = in_team("scientist")
    message, told = refusal(keys, "s3", "get_object", Bucket="lake", Key="secret/salaries.csv")
    equal("because no permissions boundary allows the s3:GetObject action" in message, True)
    equal("-> permissions boundary       does not allow" in told, True)
    message, told = refusal(keys, "s3", "put_object", Bucket="lake", Key="raw/mine.csv", body="x")
    equal("with an explicit deny in a resource-based policy" in message, True)
    equal('-> resource policy            DENIES          statement 1 "OnlyThePipelineWrites"' in told, True)
    message, told = refusal(keys, "glue", "delete_table", DatabaseName="weather", Name="rain")
    equal("because no permissions boundary allows the glue:DeleteTable action" in message, True)
    equal("add to the permissions boundary" in told, True)


@scenario("the auditor reads everything, changes nothing, and is told why")
def _():
    keys = in_team("auditor")
    equal(call(keys, "s3", "get_object", Bucket="lake", Key="secret/salaries.csv")["Body"], "ann,1\n")
    equal(len(call(keys, "iam", "list_users")["Users"]), 4)
    message, told = refusal(keys, "s3", "delete_object", Bucket="results", Key="x")
    equal("because no identity-based policy allows the s3:DeleteObject action" in message, True)
    equal('"Action": "s3:DeleteObject"' in told, True)
    message, told = refusal(keys, "iam", "create_user", UserName="accomplice")
    equal("iam:CreateUser" in message, True)
    message, told = refusal(keys, "kms", "decrypt", CiphertextBlob=in_team("sealed"))
    equal("kms:Decrypt" in message, True)
    equal("StringEquals aws:PrincipalTag/team: request has nothing" in told, True)


@scenario("the pipeline writes the raw zone and nothing else, and is for the scheduler alone")
def _():
    keys = in_team("pipeline")
    call(keys, "s3", "put_object", Bucket="lake", Key="raw/rain/next.csv", body="2026-01-03,4\n")
    message, told = refusal(keys, "s3", "put_object", Bucket="results", Key="x", body="x")
    equal("assumed-role/pipeline/story is not authorized to perform: s3:PutObject" in message, True)
    message, told = refusal(
        in_team("scientist"), "sts", "assume_role", RoleArn=arn_of("role/pipeline"), RoleSessionName="story"
    )
    equal("is not authorized to perform: sts:AssumeRole on resource" in message, True)
    equal("sts:AssumeRole" in told, True)


@scenario("a second account reads through a cross-account role, and only with the external id it was given")
def _():
    call(ROOT, "organizations", "create_organization")
    started = call(ROOT, "organizations", "create_account", AccountName="partner", Email="partner@example.com")
    request = started["CreateAccountStatus"]["Id"]
    ready = call(ROOT, "organizations", "describe_create_account_status", CreateAccountRequestId=request)
    partner = ready["CreateAccountStatus"]["AccountId"]
    admin = in_team("admin")
    inside = assume(admin, f"arn:aws:iam::{partner}:role/OrganizationAccountAccessRole")
    reader = make_user(inside, "reader")
    arn = arn_of("role/for-partner")
    may = policy(allow("sts:AssumeRole", arn))
    call(inside, "iam", "put_user_policy", UserName="reader", PolicyName="assume", PolicyDocument=may)
    trusted = trust(f"arn:aws:iam::{partner}:root", Condition={"StringEquals": {"sts:ExternalId": "partner-7"}})
    call(admin, "iam", "create_role", RoleName="for-partner", AssumeRolePolicyDocument=trusted)
    read = policy(allow("s3:GetObject", "arn:aws:s3:::lake/raw/*"))
    call(admin, "iam", "put_role_policy", RoleName="for-partner", PolicyName="read", PolicyDocument=read)
    _, told = refusal(reader, "sts", "assume_role", RoleArn=arn, RoleSessionName="story")
    equal('StringEquals sts:ExternalId: request has nothing, policy wants ["partner-7"]' in told, True)
    visiting = assume(reader, arn, ExternalId="partner-7")
    equal(call(visiting, "s3", "get_object", Bucket="lake", Key="raw/rain/day.csv")["Body"][:10], "2026-01-01")
    _, told = refusal(reader, "s3", "get_object", Bucket="lake", Key="raw/rain/day.csv")
    equal("The resource is in another account, so both its policy and the caller's must allow." in told, True)


main()
