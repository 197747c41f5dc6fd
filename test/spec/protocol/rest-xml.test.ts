/**
 * The wire form of S3 and S3 Control: which operation a request names, what its parts mean, and how answers and errors look.
 * Forms from https://docs.aws.amazon.com/AmazonS3/latest/API/ (read 2026-11-23) unless a title says "assumed".
 */
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { bytesOf } from "../../property/protocol/support/round-trip.ts";
import {
  answerOf,
  errorOf,
  headerOf,
  inputOf,
  receive,
  refusalOf,
  requestOf,
  wireService,
} from "./support/exchange.ts";

const s3 = await wireService("s3");
const s3Control = await wireService("s3-control");

describe("S3 finds the operation", () => {
  const TABLE: readonly (readonly [line: string, operation: string, headers?: Record<string, string>])[] = [
    ["GET /", "ListBuckets"],
    ["GET /?x-id=ListDirectoryBuckets", "ListDirectoryBuckets"],
    ["GET /?max-directory-buckets=3", "ListDirectoryBuckets"],
    ["GET /?max-buckets=3", "ListBuckets"],
    ["GET /bucket", "ListObjects"],
    ["GET /bucket/", "ListObjects"],
    ["GET /bucket?list-type=2&prefix=a", "ListObjectsV2"],
    ["GET /bucket?versions", "ListObjectVersions"],
    ["GET /bucket?versions=", "ListObjectVersions"],
    ["GET /bucket?uploads", "ListMultipartUploads"],
    ["GET /bucket?location", "GetBucketLocation"],
    ["GET /bucket?analytics", "ListBucketAnalyticsConfigurations"],
    ["GET /bucket?analytics&id=7", "GetBucketAnalyticsConfiguration"],
    ["HEAD /bucket", "HeadBucket"],
    ["PUT /bucket", "CreateBucket"],
    ["PUT /bucket?tagging", "PutBucketTagging"],
    ["DELETE /bucket", "DeleteBucket"],
    ["POST /bucket?delete", "DeleteObjects"],
    ["GET /bucket/key", "GetObject"],
    ["GET /bucket/key?versionId=v&partNumber=3", "GetObject"],
    ["GET /bucket/key?foo=bar", "GetObject"],
    ["GET /bucket//", "GetObject"],
    ["GET /bucket/key?acl", "GetObjectAcl"],
    ["GET /bucket/key?uploadId=u", "ListParts"],
    ["GET /bucket/key?attributes", "GetObjectAttributes", { "x-amz-object-attributes": "ETag" }],
    ["HEAD /bucket/key", "HeadObject"],
    ["PUT /bucket/key", "PutObject"],
    ["PUT /bucket/key", "CopyObject", { "x-amz-copy-source": "/a/b" }],
    ["PUT /bucket/key?partNumber=1&uploadId=u", "UploadPart"],
    ["PUT /bucket/key?partNumber=1&uploadId=u", "UploadPartCopy", { "x-amz-copy-source": "/a/b" }],
    ["POST /bucket/key?uploads", "CreateMultipartUpload"],
    ["POST /bucket/key?uploadId=u", "CompleteMultipartUpload"],
    ["DELETE /bucket/key", "DeleteObject"],
    ["DELETE /bucket/key?uploadId=u", "AbortMultipartUpload"],
  ];

  const rows = TABLE.map(([line, operation, headers]) => [line, operation, headers ?? {}] as const);

  test.each(rows)("%s is %s", (line, operation, headers) => {
    const request = requestOf(line, headers);
    expect(s3.protocol.match(s3.model, request).name).toBe(operation);
  });

  test("with the x-id of another operation, the path and query decide", () => {
    expect(s3.protocol.match(s3.model, requestOf("GET /bucket/key?x-id=PutObject")).name).toBe("GetObject");
  });

  test("with a presigned query, the signature's parameters do not matter", () => {
    const line =
      "GET /bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Signature=c&x-id=GetObject";
    expect(s3.protocol.match(s3.model, requestOf(line)).name).toBe("GetObject");
  });
});

describe("S3 refuses", () => {
  const TABLE: readonly (readonly [line: string, code: string, status: number])[] = [
    ["PUT /", "MethodNotAllowed", 405],
    ["POST /bucket/key", "MethodNotAllowed", 405],
    ["POST /bucket", "MethodNotAllowed", 405],
    ["PATCH /bucket/key", "MethodNotAllowed", 405],
    ["GET /bucket?delete", "MethodNotAllowed", 405],
    ["POST /bucket?acl", "MethodNotAllowed", 405],
    ["GET /bucket/key?versions", "InvalidArgument", 400],
    ["GET /bucket?torrent", "InvalidArgument", 400],
    ["GET /bucket?list-type=3", "InvalidArgument", 400],
    ["PUT /bucket/key?partNumber=1", "InvalidArgument", 400],
    ["PUT /bucket/key?uploadId=u", "InvalidArgument", 400],
    ["DELETE /bucket?analytics", "InvalidRequest", 400],
    ["GET /bucket/%zz", "InvalidURI", 400],
    ["GET /bucket/%ff", "InvalidURI", 400],
    ["GET //key", "InvalidURI", 400],
    ["GET /bucket?prefix=%f", "InvalidURI", 400],
    ["GET /bucket?max-keys=many", "InvalidArgument", 400],
    ["PUT /bucket?tagging", "MissingRequestBodyError", 400],
    ["POST /bucket?delete", "MissingRequestBodyError", 400],
  ];

  test.each(TABLE)("%s with %s %i", (line, code, status) => {
    expect(refusalOf(s3, requestOf(line))).toMatchObject({ code, status });
  });

  test("a wrong method with the methods that are allowed", () => {
    const refusal = refusalOf(s3, requestOf("PATCH /bucket/key"));
    expect(refusal.fields).toEqual({ Method: "PATCH", ResourceType: "OBJECT" });
    expect(refusal.headers.map(([name, value]) => [name, value.split(", ").sort()])).toEqual([
      ["Allow", ["DELETE", "GET", "HEAD", "POST", "PUT"]],
    ]);
  });

  const BODIES: readonly (readonly [string, string | Uint8Array])[] = [
    ["broken tags", "<Delete><Object></Delete>"],
    ["no root element", "   "],
    ["text after the root", "<Delete/>x"],
    ["another root element", "<Remove><Object><Key>a</Key></Object></Remove>"],
    ["an unknown element", "<Delete><Object><Key>a</Key></Object><Quite>true</Quite></Delete>"],
    ["a repeated element", "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>"],
    ["a missing required element", "<Delete><Object/></Delete>"],
    ["a value of another type", "<Delete><Object><Key>a</Key></Object><Quiet>maybe</Quiet></Delete>"],
    ["a document type", "<!DOCTYPE Delete><Delete><Object><Key>a</Key></Object></Delete>"],
    ["an undefined entity", "<Delete><Object><Key>&nbsp;</Key></Object></Delete>"],
    ["a raw control character", "<Delete><Object><Key>\u0001</Key></Object></Delete>"],
    ["bytes that are not UTF-8", Buffer.from("<Delete><Object><Key>\u00ff</Key></Object></Delete>", "latin1")],
    ["UTF-16", Buffer.from("\ufeff<Delete><Object><Key>a</Key></Object></Delete>", "utf16le")],
  ];

  test.each(BODIES)("a body with %s as MalformedXML", (_what, body) => {
    expect(refusalOf(s3, requestOf("POST /bucket?delete", {}, body))).toMatchObject({
      code: "MalformedXML",
      status: 400,
    });
  });
});

describe("S3 reads", () => {
  test("keys decoded exactly once, with their slashes kept", () => {
    expect(inputOf(s3, requestOf("GET /bucket//a%2Fb//c%252F+d%20e/"))).toEqual({
      Bucket: "bucket",
      Key: "/a/b//c%2F+d e/",
    });
  });

  test("dots in a key as they are", () => {
    expect(inputOf(s3, requestOf("GET /bucket/a/../%2e%2e/b"))).toEqual({ Bucket: "bucket", Key: "a/../../b" });
  });

  test("a plus sign in the query as a space", () => {
    expect(inputOf(s3, requestOf("GET /bucket?list-type=2&prefix=a+b%2Bc"))).toMatchObject({ Prefix: "a b+c" });
  });

  test("user metadata by lower-case name, repeated fields joined by a comma", () => {
    const request = requestOf("PUT /bucket/key", { "X-Amz-Meta-One": "1", "x-amz-meta-two": "a,b" });
    expect(inputOf(s3, request)).toMatchObject({ Metadata: { one: "1", two: "a,b" } });
  });

  test("a condition with an unreadable date as no condition", () => {
    expect(inputOf(s3, requestOf("GET /bucket/key", { "if-modified-since": "yesterday" }))).not.toHaveProperty(
      "IfModifiedSince",
    );
  });

  test("an unreadable date of its own headers as an invalid argument", () => {
    const request = requestOf("PUT /bucket/key", { "x-amz-object-lock-retain-until-date": "tomorrow" });
    expect(refusalOf(s3, request)).toMatchObject({
      code: "InvalidArgument",
      fields: { ArgumentName: "x-amz-object-lock-retain-until-date", ArgumentValue: "tomorrow" },
    });
  });

  test("dates in all three forms of HTTP", () => {
    for (const date of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ]) {
      expect(inputOf(s3, requestOf("GET /bucket/key", { "if-modified-since": date }))).toMatchObject({
        IfModifiedSince: new Date(784111777000),
      });
    }
  });

  test("a streaming body as the stream itself", async () => {
    const received = receive(s3, requestOf("PUT /bucket/key", {}, "hello"));
    const { Body } = (received as { input: { Body: unknown } }).input;
    expect(Buffer.from(await bytesOf(Body)).toString()).toBe("hello");
  });

  test("keys in a body with their spaces, entities, CDATA and control characters", () => {
    const body =
      "\ufeff<?xml version='1.0'?><!-- c --><x:Delete xmlns:x='urn:a'><x:Object><x:Key> a&amp;<![CDATA[<b>]]>&#x1;&#233; </x:Key></x:Object></x:Delete>";
    expect(inputOf(s3, requestOf("POST /bucket?delete", {}, body))).toMatchObject({
      Delete: { Objects: [{ Key: " a&<b>\u0001é " }] },
    });
  });

  test("an attribute with a namespace prefix", () => {
    const grantee =
      '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>1</ID></Grantee>';
    const body = `<AccessControlPolicy><AccessControlList><Grant>${grantee}<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`;
    expect(inputOf(s3, requestOf("PUT /bucket?acl", {}, body))).toMatchObject({
      AccessControlPolicy: { Grants: [{ Grantee: { Type: "CanonicalUser", ID: "1" }, Permission: "READ" }] },
    });
  });
});

describe("S3 answers", () => {
  const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

  test("with both request ids and the XML content type", () => {
    const response = answerOf(s3, "ListBuckets", { Buckets: [] });
    expect(headerOf(response, "x-amz-request-id")).toBe("REQUESTID1234567");
    expect(headerOf(response, "x-amz-id-2")).toMatch(/^[A-Za-z0-9+/=]{76}$/);
    expect(headerOf(response, "content-type")).toBe("application/xml");
    expect(response.text).toBe(
      `${DECLARATION}<ListAllMyBucketsResult ${NAMESPACE}><Buckets></Buckets></ListAllMyBucketsResult>`,
    );
  });

  test("the bucket's location without a document around it", () => {
    expect(answerOf(s3, "GetBucketLocation", { LocationConstraint: "eu-west-1" }).text).toBe(
      `${DECLARATION}<LocationConstraint ${NAMESPACE}>eu-west-1</LocationConstraint>`,
    );
    expect(answerOf(s3, "GetBucketLocation", {}).text).toBe(
      `${DECLARATION}<LocationConstraint ${NAMESPACE}></LocationConstraint>`,
    );
  });

  test("a page of keys flattened, with milliseconds in its dates", () => {
    const response = answerOf(s3, "ListObjectsV2", {
      Name: "b",
      Contents: [{ Key: "a\rb&", LastModified: new Date(0), Size: 3 }],
      CommonPrefixes: [{ Prefix: "p/" }],
    });
    const contents =
      "<Contents><Key>a&#xd;b&amp;</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified><Size>3</Size></Contents>";
    expect(response.text).toBe(
      `${DECLARATION}<ListBucketResult ${NAMESPACE}>${contents}<Name>b</Name><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>`,
    );
  });

  test("a payload structure under its own name", () => {
    expect(answerOf(s3, "CopyObject", { CopyObjectResult: { ETag: '"e"' } }).text).toBe(
      `${DECLARATION}<CopyObjectResult ${NAMESPACE}><ETag>&quot;e&quot;</ETag></CopyObjectResult>`,
    );
  });

  test("a range with 206", () => {
    expect(answerOf(s3, "GetObject", { Body: Buffer.from("x"), ContentRange: "bytes 0-0/9" }).status).toBe(206);
    expect(answerOf(s3, "GetObject", { Body: Buffer.from("x") }).status).toBe(200);
  });

  test("HEAD without a body", () => {
    expect(answerOf(s3, "HeadObject", { ContentLength: 5, ETag: '"e"' }).body).toBeUndefined();
  });

  test("stored values that hold line ends without letting them write headers", () => {
    const response = answerOf(s3, "HeadObject", { ContentType: "a\r\nSet-Cookie: x", Metadata: { a: "b\nc" } });
    expect(headerOf(response, "content-type")).toBe("a  Set-Cookie: x");
    expect(headerOf(response, "x-amz-meta-a")).toBe("b c");
  });

  test("header values that are no bytes as their UTF-8 bytes, as Node's listener demands", () => {
    const response = answerOf(s3, "GetObject", {
      ContentDisposition: "attachment; filename=日本\u0001",
      ContentLanguage: "\u00e9",
    });
    expect(Buffer.from(headerOf(response, "content-disposition") ?? "", "latin1").toString("utf8")).toBe(
      "attachment; filename=日本 ",
    );
    expect(headerOf(response, "content-language")).toBe("\u00e9");
  });

  test("an error without a wrapper, with its fields and both ids", () => {
    const response = errorOf(
      s3,
      "GetObject",
      new ServiceError({
        code: "NoSuchKey",
        status: 404,
        message: "The specified key does not exist.",
        fields: { Key: "a<b" },
      }),
    );
    const hostId = headerOf(response, "x-amz-id-2");
    expect(response.status).toBe(404);
    expect(response.text).toBe(
      `${DECLARATION}<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key><RequestId>REQUESTID1234567</RequestId><HostId>${hostId}</HostId></Error>`,
    );
  });

  test("an error to HEAD, and 304, without a body but with the error's headers", () => {
    const error = new ServiceError({
      code: "NoSuchKey",
      status: 404,
      message: "",
      headers: [["x-amz-delete-marker", "true"]],
    });
    const response = errorOf(s3, "HeadObject", error);
    expect(response.body).toBeUndefined();
    expect(headerOf(response, "x-amz-delete-marker")).toBe("true");
    expect(
      errorOf(s3, "GetObject", new ServiceError({ code: "NotModified", status: 304, message: "" })).body,
    ).toBeUndefined();
  });

  test("S3 Control wraps its errors", () => {
    const response = errorOf(
      s3Control,
      "GetBucket",
      new ServiceError({ code: "NoSuchBucket", status: 404, message: "Not there" }),
    );
    expect(response.text).toContain(
      "<Error><Type>Sender</Type><Code>NoSuchBucket</Code><Message>Not there</Message></Error><RequestId>REQUESTID1234567</RequestId></ErrorResponse>",
    );
  });
});
