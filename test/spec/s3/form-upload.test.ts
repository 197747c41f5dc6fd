/** Form uploads: what a browser posts. Answers as ceph/s3-tests (test_post_object_*) and localstack/localstack (TestS3PresignedPost) record them. */
import { createHmac } from "node:crypto";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../support/server.ts";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => {
  fixture = await startS3();
  Bucket = fixture.bucket;
});
afterAll(() => fixture.close());

type Fields = Record<string, string>;
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const later = () => new Date(Date.now() + 600_000).toISOString();

/** The fields that prove a policy in version 4. */
function signed(conditions: unknown[], expiration: unknown = later()): Fields {
  const { accessKeyId, secretAccessKey } = fixture.server.credentials;
  const amzDate = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const scope = `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const proof = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${accessKeyId}/${scope}`,
    "x-amz-date": amzDate,
  };
  const all = [...conditions, ...Object.entries(proof).map(([name, value]) => ({ [name]: value }))];
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: all })).toString("base64");
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scope.split("/")) key = hmac(key, part);
  return { ...proof, policy, "x-amz-signature": hmac(key, policy).toString("hex") };
}

/** The same in version 2. */
function signedV2(
  conditions: unknown[],
  [expiration, list]: readonly [string, string] = ["expiration", "conditions"],
): Fields {
  const { accessKeyId, secretAccessKey } = fixture.server.credentials;
  const policy = Buffer.from(JSON.stringify({ [expiration]: later(), [list]: conditions })).toString("base64");
  const signature = createHmac("sha1", secretAccessKey).update(policy).digest("base64");
  return { AWSAccessKeyId: accessKeyId, policy, signature };
}

function post(fields: Fields, file: BlobPart = "content", name = "a file.txt"): Promise<Response> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", new Blob([file]), name);
  return fetch(`${fixture.server.endpoint}/${Bucket}`, { method: "POST", body: form, redirect: "manual" });
}

const read = async (Key: string) => textOf((await fixture.s3.send(new GetObjectCommand({ Bucket, Key }))).Body);
const codeOf = async (answer: Response) => /<Code>([^<]+)/.exec(await answer.text())?.[1];
const onlyKey = (key: string) => [{ bucket: Bucket }, ["eq", "$key", key]];

describe("behaviour", () => {
  test("the file becomes an object, answered with 204, its ETag and where it is", async () => {
    const answer = await post({ key: "plain", ...signed(onlyKey("plain")) });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("etag")).toBe('"9a0364b9e99bb480dd25e1f0284c8555"');
    expect(answer.headers.get("location")).toBe(`${fixture.server.endpoint}/${Bucket}/plain`);
    expect(await read("plain")).toBe("content");
  });

  test("version 2 signatures are taken", async () => {
    expect((await post({ key: "v2", ...signedV2(onlyKey("v2")) })).status).toBe(204);
    expect(await read("v2")).toBe("content");
  });

  test("${filename} is the file's name without its path", async () => {
    const conditions = [{ bucket: Bucket }, ["starts-with", "$key", "up/"]];
    await post({ key: "up/${filename}", ...signed(conditions) }, "content", "C:\\photos\\me.jpg");
    expect(await read("up/me.jpg")).toBe("content");
  });

  test("fields become headers, metadata and tags of the object", async () => {
    const conditions = [
      ...onlyKey("dressed"),
      ["starts-with", "$Content-Type", "text/"],
      ["starts-with", "$x-amz-meta-who", ""],
      ["starts-with", "$tagging", ""],
      { "x-amz-storage-class": "STANDARD_IA" },
    ];
    const tagging = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1+2</Value></Tag></TagSet></Tagging>";
    const fields = {
      key: "dressed",
      "Content-Type": "text/plain",
      "x-amz-meta-who": "me",
      "x-amz-storage-class": "STANDARD_IA",
      tagging,
    };
    const answer = await post({ ...fields, ...signed(conditions) });
    expect(await answer.text()).toBe("");
    expect(answer.status).toBe(204);
    const object = await fixture.s3.send(new GetObjectCommand({ Bucket, Key: "dressed" }));
    expect(object).toMatchObject({ ContentType: "text/plain", Metadata: { who: "me" }, StorageClass: "STANDARD_IA" });
    const { TagSet } = await fixture.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "dressed" }));
    expect(TagSet).toEqual([{ Key: "a b", Value: "1+2" }]);
  });

  test.each([
    ["200", 200],
    ["201", 201],
    ["404", 204],
  ])("success_action_status %s answers %i", async (asked, status) => {
    const conditions = [...onlyKey("status"), ["eq", "$success_action_status", asked]];
    const answer = await post({ key: "status", success_action_status: asked, ...signed(conditions) });
    expect(answer.status).toBe(status);
    const text = await answer.text();
    if (status === 201) expect(text).toContain(`<Bucket>${Bucket}</Bucket><Key>status</Key><ETag>`);
    else expect(text).toBe("");
  });

  test("success_action_redirect sends the browser on with bucket, key and ETag", async () => {
    const target = "https://page.example/done?x=1";
    const conditions = [...onlyKey("go"), { success_action_redirect: target }];
    const answer = await post({ key: "go", success_action_redirect: target, ...signed(conditions) });
    expect(answer.status).toBe(303);
    const etag = "%229a0364b9e99bb480dd25e1f0284c8555%22";
    expect(answer.headers.get("location")).toBe(`${target}&bucket=${Bucket}&key=go&etag=${etag}`);
  });

  test("a file of several megabytes streams in", async () => {
    const big = new Uint8Array(5 * 1024 * 1024).fill(7);
    const conditions = [...onlyKey("big"), ["content-length-range", 0, big.length]];
    expect((await post({ key: "big", ...signed(conditions) }, big)).status).toBe(204);
    const { ContentLength } = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: "big" }));
    expect(ContentLength).toBe(big.length);
  });

  test("without a policy anybody may post where the bucket lets anybody write", async () => {
    const open = await fixture.createBucket();
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:PutObject",
          Resource: `arn:aws:s3:::${open}/*`,
          // Where the form came from counts, not only that it came.
          Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } },
        },
      ],
    });
    await fixture.s3.send(new DeletePublicAccessBlockCommand({ Bucket: open }));
    await fixture.s3.send(new PutBucketPolicyCommand({ Bucket: open, Policy }));
    const form = new FormData();
    form.append("key", "anyone");
    form.append("file", new Blob(["content"]), "f");
    expect((await fetch(`${fixture.server.endpoint}/${open}`, { method: "POST", body: form })).status).toBe(204);
    const private_ = await post({ key: "anyone" });
    expect([private_.status, await codeOf(private_)]).toEqual([403, "AccessDenied"]);
  });

  test("fields after the file, and x-ignore- fields, need no condition", async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ key: "late", "x-ignore-me": "1", ...signed(onlyKey("late")) }))
      form.append(name, value);
    form.append("file", new Blob(["content"]), "f");
    form.append("submit", "Upload");
    expect((await fetch(`${fixture.server.endpoint}/${Bucket}`, { method: "POST", body: form })).status).toBe(204);
  });
});

describe("refusals", () => {
  test("a body that is no form is 412, and one that is broken 400", async () => {
    const url = `${fixture.server.endpoint}/${Bucket}`;
    const plain = await fetch(url, { method: "POST", body: "x", headers: { "content-type": "text/plain" } });
    expect([plain.status, await codeOf(plain)]).toEqual([412, "PreconditionFailed"]);
    const broken = await fetch(url, { method: "POST", body: "x", headers: { "content-type": "multipart/form-data" } });
    expect([broken.status, await codeOf(broken)]).toEqual([400, "MalformedPOSTRequest"]);
  });

  test("a form without a file is 400", async () => {
    const form = new FormData();
    form.append("key", "none");
    const answer = await fetch(`${fixture.server.endpoint}/${Bucket}`, { method: "POST", body: form });
    expect([answer.status, await codeOf(answer)]).toEqual([400, "InvalidArgument"]);
  });

  test.each<[string, () => Fields, number, string]>([
    ["no key", () => signed([{ bucket: Bucket }]), 400, "InvalidArgument"],
    [
      "a signature without a policy",
      () => ({ key: "k", ...without(signed(onlyKey("k")), "policy") }),
      400,
      "InvalidArgument",
    ],
    [
      "a policy without a signature",
      () => ({ key: "k", ...without(signed(onlyKey("k")), "x-amz-signature") }),
      400,
      "InvalidArgument",
    ],
    [
      "a wrong signature",
      () => ({ key: "k", ...signed(onlyKey("k")), "x-amz-signature": "0".repeat(64) }),
      403,
      "SignatureDoesNotMatch",
    ],
    [
      "an unknown key",
      () => ({ key: "k", ...signedV2(onlyKey("k")), AWSAccessKeyId: "AKIANOBODY" }),
      403,
      "InvalidAccessKeyId",
    ],
    ["an expired policy", () => ({ key: "k", ...signed(onlyKey("k"), "2020-01-01T00:00:00Z") }), 403, "AccessDenied"],
    [
      "an expiration that is no date",
      () => ({ key: "k", ...signed(onlyKey("k"), "soon") }),
      400,
      "InvalidPolicyDocument",
    ],
    ["a condition that fails", () => ({ key: "other", ...signed(onlyKey("k")) }), 403, "AccessDenied"],
    [
      "a field without a condition",
      () => ({ key: "k", "x-amz-meta-a": "1", ...signed(onlyKey("k")) }),
      403,
      "AccessDenied",
    ],
    [
      "an unknown operator",
      () => ({ key: "k", ...signed([...onlyKey("k"), ["ends-with", "$key", "k"]]) }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "a condition without value",
      () => ({ key: "k", ...signed([...onlyKey("k"), ["eq", "$key"]]) }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "another bucket",
      () => ({ key: "k", ...signed([{ bucket: "other" }, ["eq", "$key", "k"]]) }),
      403,
      "AccessDenied",
    ],
    [
      "another bucket, of which the form says that it is this one",
      () => ({ key: "k", bucket: "other", ...signed([{ bucket: "other" }, ["eq", "$key", "k"]]) }),
      403,
      "AccessDenied",
    ],
    [
      "an expiration in capitals",
      () => ({ key: "k", ...signedV2(onlyKey("k"), ["EXPIRATION", "conditions"]) }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "conditions in capitals",
      () => ({ key: "k", ...signedV2(onlyKey("k"), ["expiration", "CONDITIONS"]) }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "too small a file",
      () => ({ key: "k", ...signed([...onlyKey("k"), ["content-length-range", 100, 200]]) }),
      400,
      "EntityTooSmall",
    ],
    [
      "too large a file",
      () => ({ key: "k", ...signed([...onlyKey("k"), ["content-length-range", 0, 3]]) }),
      400,
      "EntityTooLarge",
    ],
    [
      "a range that is none",
      () => ({ key: "k", ...signed([...onlyKey("k"), ["content-length-range", -1, 3]]) }),
      400,
      "InvalidPolicyDocument",
    ],
  ])("%s", async (_what, fields, status, code) => {
    const answer = await post(fields());
    expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
    expect(await refusalOf(fixture.s3.send(new GetObjectCommand({ Bucket, Key: "k" })))).toMatchObject({
      code: "NoSuchKey",
    });
  });

  test("a page of another site may post nothing while credentials are open", async () => {
    const open = await startTestServer({ openCredentials: true });
    await open.client(S3Client).send(new CreateBucketCommand({ Bucket: "open" }));
    const send = async (origin: string) => {
      const form = new FormData();
      const fields = { key: "k", AWSAccessKeyId: "ANYBODY", signature: "any" };
      const conditions = [["eq", "$key", "k"]];
      const policy = Buffer.from(JSON.stringify({ expiration: later(), conditions })).toString("base64");
      for (const [name, value] of Object.entries({ ...fields, policy })) form.append(name, value);
      form.append("file", new Blob(["content"]), "f");
      return await fetch(`${open.endpoint}/open`, { method: "POST", body: form, headers: { origin } });
    };
    const foreign = await send("https://elsewhere.example");
    expect([foreign.status, await codeOf(foreign)]).toEqual([403, "AccessDenied"]);
    expect((await send("http://localhost:3000")).status).toBe(204);
    await open.close();
  });

  test("fields beyond 20 KB before the file", async () => {
    const answer = await post({ key: "k", "x-ignore-long": "x".repeat(21_000), ...signed(onlyKey("k")) });
    expect([answer.status, await codeOf(answer)]).toEqual([400, "MaxPostPreDataLengthExceeded"]);
  });
});

describe("encryption at rest", () => {
  test.each([
    ["AES256", "AES256"],
    ["aws:kms", "aws:kms"],
    ["aws:kms:dsse", "aws:kms:dsse"],
  ])("%s is what the form's object gets", async (method, shown) => {
    const Key = `sealed-${method}`;
    const conditions = [...onlyKey(Key), { "x-amz-server-side-encryption": method }];
    const answer = await post({ key: Key, "x-amz-server-side-encryption": method, ...signed(conditions) });
    expect([answer.status, answer.headers.get("x-amz-server-side-encryption")]).toEqual([204, shown]);
    expect(await read(Key)).toBe("content");
  });

  test("keys of KMS need a form signed in version 4", async () => {
    const conditions = [...onlyKey("v2"), { "x-amz-server-side-encryption": "aws:kms" }];
    const answer = await post({ key: "v2", "x-amz-server-side-encryption": "aws:kms", ...signedV2(conditions) });
    expect([answer.status, await codeOf(answer)]).toEqual([400, "InvalidArgument"]);
  });
});

test("a policy sees from where the form was sent", async () => {
  const other = await fixture.createBucket();
  const Statement = [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${other}/*`,
      Condition: { NotIpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
    },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await fixture.s3.send(new PutBucketPolicyCommand({ Bucket: other, Policy }));
  const form = new FormData();
  const fields = { key: "k", ...signed([{ bucket: other }, ["eq", "$key", "k"]]) };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", new Blob(["content"]), "a file.txt");
  const answer = await fetch(`${fixture.server.endpoint}/${other}`, { method: "POST", body: form });
  expect(answer.status).toBe(204);
});

function without(fields: Fields, name: string): Fields {
  const { [name]: _, ...others } = fields;
  return others;
}
