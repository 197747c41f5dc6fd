/** Signature Version 4 as S3 and the other services check it, through the SDK and by hand. */
import { createHmac } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  exchange,
  presignRequest,
  requestBytes,
  requestTarget,
  sendSigned,
  signRequest,
  xmlText,
} from "../../support/raw-http.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "signed" }));
  await s3.send(new PutObjectCommand({ Bucket: "signed", Key: "greeting", Body: "hello" }));
});
afterAll(() => server.close());

const GREETING = { path: "/signed/greeting" };
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe("the Authorization field", () => {
  test("a request signed by AWS's signer is answered", async () => {
    expect(await sendSigned(server, GREETING)).toMatchObject({ status: 200, body: "hello" });
  });

  test("a Date field takes the place of x-amz-date", async () => {
    const message = await signRequest(server, GREETING);
    expect(message.headers["x-amz-date"]).toMatch(/^\d{8}T\d{6}Z$/);
    expect((await exchange(server, requestBytes(message))).status).toBe(200);
  });

  test.each([
    "/signed/a//b",
    "/signed/a/../b",
    "/signed/./a",
    "/signed/a%2Fb",
    "/signed/%E2%98%83%20%2B%25",
    "/signed/a+b",
    "/signed/(x)!*'",
    "/signed/trailing/",
    "//signed/x",
  ])("the path %s is signed as it stands, neither normalised nor encoded again", async (path) => {
    const { status, body } = await sendSigned(server, { path });
    expect(xmlText(body, "Code")).not.toBe("SignatureDoesNotMatch");
    expect(status).not.toBe(403);
  });

  test("runs of blanks in a signed value count as one", async () => {
    const message = await signRequest(server, { ...GREETING, headers: { "x-amz-meta-note": "a b" } });
    message.headers["x-amz-meta-note"] = "  a    b ";
    expect((await exchange(server, requestBytes(message))).status).toBe(200);
  });

  test("fields of one name are signed joined by commas", async () => {
    const message = await signRequest(server, { ...GREETING, headers: { "x-amz-meta-note": "one,two" } });
    delete message.headers["x-amz-meta-note"];
    const bytes = requestBytes(message, ["x-amz-meta-note: one", "x-amz-meta-note: two"]);
    expect((await exchange(server, bytes)).status).toBe(200);
  });

  test("a wrong secret is SignatureDoesNotMatch and shows what was to be signed", async () => {
    const { status, body } = await sendSigned(server, GREETING, {
      credentials: { ...server.credentials, secretAccessKey: "wrong" },
    });
    expect(status).toBe(403);
    expect(xmlText(body, "Code")).toBe("SignatureDoesNotMatch");
    expect(xmlText(body, "AWSAccessKeyId")).toBe(server.credentials.accessKeyId);
    expect(xmlText(body, "StringToSign")).toMatch(
      /^AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(xmlText(body, "CanonicalRequest")).toMatch(/^GET\n\/signed\/greeting\n\nhost:127\.0\.0\.1:\d+\n/);
    expect(xmlText(body, "SignatureProvided")).toMatch(/^[0-9a-f]{64}$/);
    expect(body).not.toContain(server.credentials.secretAccessKey);
  });

  test("every single changed bit of the signature is refused", async () => {
    const message = await signRequest(server, GREETING);
    const authorization = message.headers["authorization"] ?? "";
    const start = authorization.indexOf("Signature=") + "Signature=".length;
    for (let at = start; at < authorization.length; at += 7) {
      for (const bit of [1, 2, 4, 8]) {
        const changed = Buffer.from(authorization, "latin1");
        changed[at] = (changed[at] ?? 0) ^ bit;
        const answer = await exchange(
          server,
          requestBytes({ ...message, headers: { ...message.headers, authorization: changed.toString("latin1") } }),
        );
        expect(answer.status).toBeGreaterThanOrEqual(400);
      }
    }
  });

  test("whatever part of the request is changed after signing, it is refused", async () => {
    const message = await signRequest(server, {
      path: "/signed",
      query: { "list-type": "2", prefix: "a" },
      headers: { "x-amz-meta-note": "abc" },
    });
    const changes = [
      { ...message, path: "/signee" },
      { ...message, query: { ...message.query, prefix: "b" } },
      { ...message, query: { ...message.query, extra: "" } },
      { ...message, headers: { ...message.headers, host: "localhost" } },
      { ...message, headers: { ...message.headers, "x-amz-meta-note": "abd" } },
      { ...message, headers: { ...message.headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
    ];
    expect((await exchange(server, requestBytes(message))).status).toBe(200);
    for (const changed of changes) {
      const answer = await exchange(server, requestBytes(changed));
      expect(xmlText(answer.body, "Code")).toBe("SignatureDoesNotMatch");
    }
  });

  test("any key and any metadata that the SDK signs is taken", async () => {
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .filter((text) => text !== "." && text !== "..");
    await fc.assert(
      fc.asyncProperty(key, fc.stringMatching(/^[ -~]{0,30}$/), async (Key, note) => {
        await s3.send(
          new PutObjectCommand({ Bucket: "signed", Key: `k/${Key}`, Body: Buffer.from(note), Metadata: { note } }),
        );
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "signed", Key: `k/${Key}` }));
        expect(await Body?.transformToString()).toBe(note);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what S3 refuses, and in which words", () => {
  const codeOf = async (
    request: Parameters<typeof sendSigned>[1],
    options: Parameters<typeof sendSigned>[2],
  ): Promise<string> => {
    const { status, body } = await sendSigned(server, request, options);
    return `${status} ${xmlText(body, "Code")}`;
  };

  test("an unknown access key is InvalidAccessKeyId", async () => {
    const credentials = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
    expect(await codeOf(GREETING, { credentials })).toBe("403 InvalidAccessKeyId");
  });

  test("a Region that does not exist is AuthorizationHeaderMalformed and names the right one", async () => {
    const { status, headers, body } = await sendSigned(server, GREETING, { region: "mars-north-1" });
    expect(status).toBe(400);
    expect(xmlText(body, "Code")).toBe("AuthorizationHeaderMalformed");
    expect(xmlText(body, "Message")?.replaceAll("&apos;", "'").replaceAll("&#39;", "'")).toBe(
      "The authorization header is malformed; the region 'mars-north-1' is wrong; expecting 'us-east-1'",
    );
    expect(xmlText(body, "Region")).toBe("us-east-1");
    expect(headers.get("x-amz-bucket-region")).toBe("us-east-1");
  });

  test("a host that names its Region takes signatures for that Region alone", async () => {
    const headers = { host: "s3.eu-west-1.localhost" };
    expect(await codeOf({ ...GREETING, headers }, { region: "us-east-1" })).toBe("400 AuthorizationHeaderMalformed");
    expect(await codeOf({ path: "/", headers }, { region: "eu-west-1" })).toBe("200 undefined");
  });

  test("a request 16 minutes old or early is RequestTimeTooSkewed, one of 14 minutes is not", async () => {
    const { status, body } = await sendSigned(server, GREETING, { signingDate: minutesAgo(16) });
    expect([status, xmlText(body, "Code"), xmlText(body, "MaxAllowedSkewMilliseconds")]).toEqual([
      403,
      "RequestTimeTooSkewed",
      "900000",
    ]);
    expect(await codeOf(GREETING, { signingDate: minutesAgo(-16) })).toBe("403 RequestTimeTooSkewed");
    expect((await sendSigned(server, GREETING, { signingDate: minutesAgo(14) })).status).toBe(200);
  });

  test("a field that starts with x-amz- and is not signed is AccessDenied", async () => {
    const { status, body } = await sendSigned(
      server,
      { ...GREETING, headers: { "x-amz-meta-extra": "1" } },
      { unsignedHeaders: ["x-amz-meta-extra"] },
    );
    expect([status, xmlText(body, "Code"), xmlText(body, "HeadersNotSigned")]).toEqual([
      403,
      "AccessDenied",
      "x-amz-meta-extra",
    ]);
  });

  test("a session token with a key that has none is InvalidToken", async () => {
    expect(await codeOf(GREETING, { credentials: { ...server.credentials, sessionToken: "token" } })).toBe(
      "400 InvalidToken",
    );
  });

  test.each([
    ["Signature Version 2", "AWS AKID:c2lnbmF0dXJl", "400 InvalidRequest"],
    ["a bearer token", "Bearer abc", "400 InvalidRequest"],
    [
      "a credential with too few parts",
      "AWS4-HMAC-SHA256 Credential=AKID/20260101, SignedHeaders=host, Signature=00",
      "400 AuthorizationHeaderMalformed",
    ],
    [
      "no signed fields",
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, Signature=00",
      "400 AuthorizationHeaderMalformed",
    ],
    [
      "no date",
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
      "403 AccessDenied",
    ],
    ["nothing after the algorithm", "AWS4-HMAC-SHA256", "400 AuthorizationHeaderMalformed"],
  ])("%s", async (_, authorization, expected) => {
    const { status, body } = await exchange(
      server,
      `GET /signed/greeting HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n\r\n`,
    );
    expect(`${status} ${xmlText(body, "Code")}`).toBe(expected);
  });

  test("a signed request without x-amz-content-sha256 is InvalidRequest", async () => {
    const message = await signRequest(server, GREETING);
    delete message.headers["x-amz-content-sha256"];
    const { status, body } = await exchange(server, requestBytes(message));
    expect([status, xmlText(body, "Code")]).toEqual([400, "InvalidRequest"]);
  });

  test("an anonymous request is AccessDenied", async () => {
    const { status, body } = await exchange(server, "GET /signed/greeting HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect([status, xmlText(body, "Code"), xmlText(body, "Message")]).toEqual([403, "AccessDenied", "Access Denied"]);
  });
});

describe("the promised payload", () => {
  test("a body that does not match its digest is XAmzContentSHA256Mismatch and leaves nothing behind", async () => {
    const message = await signRequest(server, { method: "PUT", path: "/signed/never", body: "what was signed" });
    const { status, body } = await exchange(server, requestBytes({ ...message, body: "what was sent!!" }));
    expect([status, xmlText(body, "Code")]).toEqual([400, "XAmzContentSHA256Mismatch"]);
    expect(xmlText(body, "ClientComputedContentSHA256")).toBe(message.headers["x-amz-content-sha256"]);
    await expectServiceError(s3.send(new GetObjectCommand({ Bucket: "signed", Key: "never" })), {
      name: "NoSuchKey",
      status: 404,
    });
  });

  test("UNSIGNED-PAYLOAD takes any body", async () => {
    const request = {
      method: "PUT",
      path: "/signed/unsigned",
      headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
      body: "one",
    };
    const message = await signRequest(server, request);
    expect((await exchange(server, requestBytes({ ...message, body: "two" }))).status).toBe(200);
  });

  test("a digest in another form is InvalidArgument", async () => {
    const { status, body } = await sendSigned(server, { ...GREETING, headers: { "x-amz-content-sha256": "abc" } });
    expect([status, xmlText(body, "Code")]).toEqual([400, "InvalidArgument"]);
  });
});

describe("presigned URLs", () => {
  const get = async (
    url: string,
    init?: RequestInit,
  ): Promise<{ status: number; code: string | undefined; text: string }> => {
    const answer = await fetch(url, init);
    const text = await answer.text();
    return { status: answer.status, code: xmlText(text, "Code"), text };
  };

  test("the SDK's presigned GET and PUT work without credentials", async () => {
    const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: "signed", Key: "via url" }), { expiresIn: 60 });
    expect(await get(put, { method: "PUT", body: "by url" })).toMatchObject({ status: 200 });
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "signed", Key: "via url" }), { expiresIn: 60 });
    expect(await get(url)).toMatchObject({ status: 200, text: "by url" });
  });

  test("a URL for one method is not good for another", async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "signed", Key: "greeting" }));
    expect(await get(url, { method: "PUT", body: "x" })).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
  });

  test("it is refused after its time", async () => {
    const message = await presignRequest(server, GREETING, { expiresIn: 60, signingDate: minutesAgo(2) });
    const answer = await get(`${server.endpoint}${requestTarget(message)}`);
    expect(answer).toMatchObject({ status: 403, code: "AccessDenied" });
    expect(xmlText(answer.text, "Message")).toBe("Request has expired");
    expect(xmlText(answer.text, "X-Amz-Expires")).toBe("60");
  });

  test("it is good for seven days and no longer", async () => {
    const week = await presignRequest(server, GREETING, { expiresIn: 604_800, signingDate: minutesAgo(60 * 24 * 6) });
    expect(await get(`${server.endpoint}${requestTarget(week)}`)).toMatchObject({ status: 200 });
    const target = requestTarget(week).replace("X-Amz-Expires=604800", "X-Amz-Expires=604801");
    expect(await get(`${server.endpoint}${target}`)).toMatchObject({
      status: 400,
      code: "AuthorizationQueryParametersError",
    });
  });

  test.each([
    ["no credential", /&?X-Amz-Credential=[^&]*/, ""],
    ["no date", /&?X-Amz-Date=[^&]*/, ""],
    ["no expiry", /&?X-Amz-Expires=[^&]*/, ""],
    ["an expiry that is no number", /X-Amz-Expires=\d+/, "X-Amz-Expires=soon"],
    ["a negative expiry", /X-Amz-Expires=\d+/, "X-Amz-Expires=-1"],
    ["another algorithm", /X-Amz-Algorithm=[^&]*/, "X-Amz-Algorithm=AWS4-HMAC-SHA1"],
    ["a credential with too few parts", /X-Amz-Credential=[^&]*/, "X-Amz-Credential=AKID%2Fus-east-1"],
    ["a date in another form", /X-Amz-Date=[^&]*/, "X-Amz-Date=yesterday"],
  ])("%s is AuthorizationQueryParametersError", async (_, pattern, replacement) => {
    const message = await presignRequest(server, GREETING);
    const target = requestTarget(message).replace(pattern, replacement).replace("?&", "?");
    expect(await get(`${server.endpoint}${target}`)).toMatchObject({
      status: 400,
      code: "AuthorizationQueryParametersError",
    });
  });

  test("a parameter that was added after signing is refused", async () => {
    const message = await presignRequest(server, GREETING);
    const target = `${requestTarget(message)}&response-content-type=text%2Fhtml`;
    expect(await get(`${server.endpoint}${target}`)).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
  });

  test("a URL of version 2, as boto3 makes it for us-east-1, is good on the bucket's path and on its host", async () => {
    const expires = Math.floor(Date.now() / 1000) + 60;
    const stringToSign = `GET\n\n\n${expires}\n/signed/greeting?response-content-type=a/b`;
    const signature = createHmac("sha1", server.credentials.secretAccessKey).update(stringToSign).digest("base64");
    const query = `response-content-type=a%2Fb&AWSAccessKeyId=${server.credentials.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`;
    for (const [host, path] of [
      ["localhost", "/signed/greeting"],
      ["signed.s3.localhost", "/greeting"],
    ]) {
      const answer = await exchange(server, `GET ${path}?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      expect(answer).toMatchObject({ status: 200, body: "hello" });
      expect(answer.headers.get("content-type")).toBe("a/b");
    }
    const wrong = await exchange(
      server,
      `GET /signed/greeting?${query.replace("a%2Fb", "a%2Fc")} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect([wrong.status, xmlText(wrong.body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("two signatures at once are InvalidArgument", async () => {
    const message = await presignRequest(server, GREETING);
    const header = (await signRequest(server, GREETING)).headers["authorization"] ?? "";
    const answer = await get(`${server.endpoint}${requestTarget(message)}`, { headers: { authorization: header } });
    expect(answer).toMatchObject({ status: 400, code: "InvalidArgument" });
  });
});

describe("other services", () => {
  const call = {
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };

  test("a body that was changed after signing is refused", async () => {
    const message = await signRequest(server, call, { service: "sts" });
    const { status, body } = await exchange(server, requestBytes({ ...message, body: `${call.body}&x=1` }));
    expect([status, xmlText(body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("a Region that does not exist is named in the refusal", async () => {
    const { status, body } = await sendSigned(server, call, { service: "sts", region: "mars-north-1" });
    expect([status, xmlText(body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(xmlText(body, "Message")).toMatch(/^Credential should be scoped to a valid region/);
  });

  test("an old request says by how much", async () => {
    const { status, body } = await sendSigned(server, call, { service: "sts", signingDate: minutesAgo(20) });
    expect([status, xmlText(body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(xmlText(body, "Message")).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    );
  });

  test("a malformed Authorization field is IncompleteSignature", async () => {
    const head = "POST / HTTP/1.1\r\nHost: sts.localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    const bytes = `${head}Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/sts/aws4_request\r\nContent-Length: ${call.body.length}\r\n\r\n${call.body}`;
    const { status, body } = await exchange(server, bytes);
    expect([status, xmlText(body, "Code")]).toEqual([400, "IncompleteSignature"]);
  });

  test("a presigned call works", async () => {
    const { SignatureV4 } = await import("@smithy/signature-v4");
    const { Sha256 } = await import("../../support/raw-http.ts");
    const signer = new SignatureV4({
      service: "sts",
      region: server.region,
      credentials: server.credentials,
      sha256: Sha256,
    });
    const message = await signer.presign(
      {
        method: "GET",
        protocol: "http:",
        hostname: "127.0.0.1",
        port: server.port,
        path: "/",
        query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
        headers: { host: `127.0.0.1:${server.port}` },
      },
      { expiresIn: 60 },
    );
    const answer = await exchange(server, requestBytes(message));
    expect(xmlText(answer.body, "Account")).toBe("123456789012");
  });
});

test("ListBuckets is signed over an empty path", async () => {
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toContain("signed");
});
