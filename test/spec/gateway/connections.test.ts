/** The HTTP door: bodies, limits, early answers, broken requests, many connections, stopping. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchange, RawConnection, requestBytes, sendSigned, signRequest, xmlText } from "../../support/raw-http.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer({ listenerLimits: { drainBytesMax: 64 * 1024, lingerMsMax: 500 } });
  s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "door" }));
  await s3.send(new PutObjectCommand({ Bucket: "door", Key: "small", Body: "small" }));
});
afterAll(() => server.close());

const UNSIGNED = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
const WRONG = { credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "wrong" } };
const expectAbsent = (Key: string): Promise<unknown> =>
  expectServiceError(s3.send(new GetObjectCommand({ Bucket: "door", Key })), { name: "NoSuchKey", status: 404 });

describe("bodies", () => {
  test("a body that ends early is IncompleteBody and leaves nothing behind", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/short",
      headers: { ...UNSIGNED, "content-length": "100" },
      body: "only this",
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    connection.finish();
    const answer = await connection.next();
    expect([answer?.status, xmlText(answer?.body ?? "", "Code")]).toEqual([400, "IncompleteBody"]);
    expect(answer?.headers.get("connection")).toBe("close");
    connection.close();
    await expectAbsent("short");
  });

  test("a connection that breaks inside a body leaves nothing behind", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/broken",
      headers: { ...UNSIGNED, "content-length": "100" },
      body: "only this",
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    connection.close();
    await expectAbsent("broken");
  });

  test("bytes after the promised length are no part of the object, and end the connection when they are no HTTP", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/long",
      headers: { ...UNSIGNED, "content-length": "4" },
      body: "four",
    });
    const connection = await RawConnection.open(server);
    connection.write(Buffer.concat([requestBytes(message), Buffer.from("and more\r\n\r\n")]));
    const answer = await connection.next();
    expect([answer?.status, answer?.headers.get("connection")]).toEqual([200, "close"]);
    await connection.closed();
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: "door", Key: "long" }));
    expect(ContentLength).toBe(4);
  });

  test("an upload in HTTP chunks needs a length, as S3 wants it", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/chunked",
      headers: { ...UNSIGNED, "transfer-encoding": "chunked" },
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    connection.write("5\r\nhello\r\n0\r\n\r\n");
    const answer = await connection.next();
    expect([answer?.status, xmlText(answer?.body ?? "", "Code")]).toEqual([501, "NotImplemented"]);
    connection.close();
  });

  test("HTTP chunks that are none end the upload without an object", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/garbled",
      headers: { ...UNSIGNED, "transfer-encoding": "chunked", "x-amz-decoded-content-length": "5" },
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    connection.write("this is no chunk size\r\n");
    const answer = await connection.next();
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    connection.close();
    await expectAbsent("garbled");
  });

  test("an aws-chunked body without a trailer that was promised leaves nothing behind", async () => {
    const headers = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "5",
      "x-amz-trailer": "x-amz-checksum-crc32",
    };
    const { status, body } = await sendSigned(server, {
      method: "PUT",
      path: "/door/untrailed",
      headers,
      body: "5\r\nhello\r\n0\r\n\r\n",
    });
    expect([status, xmlText(body, "Code")]).toEqual([400, "IncompleteBody"]);
    await expectAbsent("untrailed");
  });

  test("an aws-chunked body with its checksum is stored without its framing", async () => {
    const headers = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "5",
      "x-amz-trailer": "x-amz-checksum-crc32",
    };
    const { status } = await sendSigned(server, {
      method: "PUT",
      path: "/door/trailed",
      headers,
      body: "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
    });
    expect(status).toBe(200);
    const { Body, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket: "door", Key: "trailed" }));
    expect([await Body?.transformToString(), ContentEncoding]).toEqual(["hello", undefined]);
  });

  test("a body beyond the limit of an operation that does not stream is refused", async () => {
    const body = `<Delete>${"x".repeat(5 * 1024 * 1024)}</Delete>`;
    const { status, body: answer } = await sendSigned(server, {
      method: "POST",
      path: "/door",
      query: { delete: "" },
      headers: UNSIGNED,
      body,
    });
    expect([status, xmlText(answer, "Code")]).toEqual([400, "MaxMessageLengthExceeded"]);
  });
});

describe("early answers", () => {
  test("Expect: 100-continue is answered before the body when the request is good", async () => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/expected",
      headers: { ...UNSIGNED, expect: "100-continue", "content-length": "5" },
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    expect((await connection.next())?.status).toBe(100);
    connection.write("hello");
    expect((await connection.next())?.status).toBe(200);
    connection.close();
  });

  test("Expect: 100-continue with a wrong signature is refused without asking for the body", async () => {
    const request = {
      method: "PUT",
      path: "/door/refused",
      headers: { ...UNSIGNED, expect: "100-continue", "content-length": "5000000000" },
    };
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(await signRequest(server, request, WRONG)));
    const answer = await connection.next();
    expect([answer?.status, answer?.headers.get("connection")]).toEqual([403, "close"]);
    await connection.closed();
  });

  test.each(["200", "", "something"])("Expect: %j is ignored", async (expectation) => {
    const message = await signRequest(server, {
      method: "PUT",
      path: "/door/expects-other",
      headers: { ...UNSIGNED, expect: expectation, "content-length": "5" },
    });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(message));
    connection.write("hello");
    expect((await connection.next())?.status).toBe(200);
    connection.close();
  });

  test("a large upload that is refused by its head is answered while it still sends", async () => {
    const request = { method: "PUT", path: "/door/refused", headers: { ...UNSIGNED, "content-length": "50000000" } };
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(await signRequest(server, request, WRONG)));
    connection.write(Buffer.alloc(1_000_000));
    const answer = await connection.next();
    expect([answer?.status, answer?.headers.get("connection")]).toEqual([403, "close"]);
    await connection.closed();
  });

  test("a small upload that is refused keeps its connection, and the next request on it is understood", async () => {
    const refused = await signRequest(
      server,
      { method: "PUT", path: "/door/refused", headers: UNSIGNED, body: "x".repeat(10_000) },
      WRONG,
    );
    const good = await signRequest(server, { path: "/door/small" });
    const connection = await RawConnection.open(server);
    connection.write(Buffer.concat([requestBytes(refused), requestBytes(good)]));
    expect((await connection.next())?.status).toBe(403);
    expect(await connection.next()).toMatchObject({ status: 200, body: "small" });
    connection.close();
  });

  test("a refused upload that was half read does not leak into the next request", async () => {
    const headers = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "9000",
    };
    const refused = await signRequest(server, {
      method: "PUT",
      path: "/door/bad-framing",
      headers,
      body: `zz\r\n${"y".repeat(9_000)}`,
    });
    const good = await signRequest(server, { path: "/door/small" });
    const connection = await RawConnection.open(server);
    connection.write(requestBytes(refused));
    expect((await connection.next())?.status).toBe(400);
    connection.write(requestBytes(good));
    expect(await connection.next()).toMatchObject({ status: 200, body: "small" });
    connection.close();
  });
});

describe("broken HTTP", () => {
  test.each([
    ["no HTTP at all", "hello\r\n\r\n"],
    ["a version that does not exist", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
    ["a field without a name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"],
    ["a control character in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\u0001\r\n\r\n"],
    ["two lengths", "PUT /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"],
    [
      "length and chunks together",
      "PUT /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ["a negative length", "PUT /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
    ["a bare line feed in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\nTransfer-Encoding : chunked\r\n\r\n"],
    ["no Host", "GET / HTTP/1.1\r\n\r\n"],
  ])("%s is 400, and the server lives on", async (_, bytes) => {
    expect((await exchange(server, bytes)).status).toBe(400);
    expect((await sendSigned(server, { path: "/door/small" })).status).toBe(200);
  });

  test("more header bytes than allowed are RequestHeaderSectionTooLarge", async () => {
    const { status, body } = await exchange(
      server,
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"y".repeat(40_000)}\r\n\r\n`,
    );
    expect([status, xmlText(body, "Code")]).toEqual([400, "RequestHeaderSectionTooLarge"]);
  });

  test("thousands of header fields are all seen: an unsigned one far back is noticed", async () => {
    const message = await signRequest(server, { path: "/door/small" });
    const many = Array.from({ length: 2_500 }, () => "a: b");
    const { body } = await exchange(server, requestBytes(message, [...many, "x-amz-meta-late: 1"]));
    expect(xmlText(body, "HeadersNotSigned")).toBe("x-amz-meta-late");
  });

  test("a HEAD that fails has no body", async () => {
    const message = await signRequest(server, { method: "HEAD", path: "/door/none" });
    const connection = await RawConnection.open(server);
    connection.write(
      Buffer.concat([requestBytes(message), requestBytes(await signRequest(server, { path: "/door/small" }))]),
    );
    expect((await connection.next({ isHead: true }))?.status).toBe(404);
    expect(await connection.next()).toMatchObject({ status: 200, body: "small" });
    connection.close();
  });
});

describe("many", () => {
  test("pipelined requests are answered in their order", async () => {
    const paths = ["/door/small", "/door/none", "/door/small", "/none/x", "/door/small"];
    const messages = await Promise.all(paths.map((path) => signRequest(server, { path })));
    const connection = await RawConnection.open(server);
    connection.write(Buffer.concat(messages.map((message) => requestBytes(message))));
    const statuses: (number | undefined)[] = [];
    for (const _ of paths) statuses.push((await connection.next())?.status);
    expect(statuses).toEqual([200, 404, 200, 404, 200]);
    connection.close();
  });

  test("three hundred connections at once are all answered", async () => {
    const message = requestBytes(await signRequest(server, { path: "/door/small" }));
    const answers = await Promise.all(Array.from({ length: 300 }, () => exchange(server, message)));
    expect(answers.every(({ status, body }) => status === 200 && body === "small")).toBe(true);
  });

  test("a download that nobody reads does not pile up in memory, and is right when it is read at last", async () => {
    const big = Buffer.alloc(24 * 1024 * 1024, "0123456789abcdef");
    await s3.send(new PutObjectCommand({ Bucket: "door", Key: "big", Body: big }));
    const connection = await RawConnection.open(server);
    connection.socket.pause();
    connection.write(requestBytes(await signRequest(server, { path: "/door/big" })));
    await s3.send(new ListObjectsV2Command({ Bucket: "door" }));
    connection.socket.resume();
    const answer = await connection.next();
    expect(answer?.body.length).toBe(big.length);
    connection.close();
  });

  test("a client that goes away during its download disturbs nobody", async () => {
    const message = requestBytes(await signRequest(server, { path: "/door/big" }));
    for (let count = 0; count < 5; count += 1) {
      const connection = await RawConnection.open(server);
      connection.write(message);
      await new Promise((resolve) => connection.socket.once("data", resolve));
      connection.close();
    }
    expect((await sendSigned(server, { path: "/door/small" })).status).toBe(200);
  });
});

describe("limits of time and number", () => {
  test("a client that sends its header too slowly is shown the door", async () => {
    const strict = await startTestServer({ listenerLimits: { headerMsMax: 200, timeCheckMs: 50, lingerMsMax: 100 } });
    const connection = await RawConnection.open(strict);
    connection.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const answer = await connection.next();
    expect([answer?.status, xmlText(answer?.body ?? "", "Code")]).toEqual([400, "RequestTimeout"]);
    await connection.closed();
    await strict.close();
  });

  test("a body that stalls is RequestTimeout and leaves nothing behind", async () => {
    const strict = await startTestServer({ listenerLimits: { idleMsMax: 200 } });
    const client = strict.client(S3Client);
    await client.send(new CreateBucketCommand({ Bucket: "stall" }));
    const message = await signRequest(strict, {
      method: "PUT",
      path: "/stall/x",
      headers: { ...UNSIGNED, "content-length": "100" },
      body: "and then nothing",
    });
    const connection = await RawConnection.open(strict);
    connection.write(requestBytes(message));
    const answer = await connection.next();
    expect([answer?.status, xmlText(answer?.body ?? "", "Code")]).toEqual([400, "RequestTimeout"]);
    await connection.closed();
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: "stall" }));
    expect(KeyCount).toBe(0);
    await strict.close();
  });

  test("a connection beyond the limit is closed, and one that ends makes room", async () => {
    const strict = await startTestServer({ listenerLimits: { connectionsMax: 2 } });
    const [first, second] = [await RawConnection.open(strict), await RawConnection.open(strict)];
    first.write("GET /_lakebed/health HTTP/1.1\r\nHost: x\r\n\r\n");
    second.write("GET /_lakebed/health HTTP/1.1\r\nHost: x\r\n\r\n");
    expect([(await first.next())?.status, (await second.next())?.status]).toEqual([200, 200]);
    const third = await RawConnection.open(strict);
    await third.closed();
    first.write("GET /_lakebed/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect((await first.next())?.status).toBe(200);
    await first.closed();
    first.close();
    expect((await exchange(strict, "GET /_lakebed/metrics HTTP/1.1\r\nHost: x\r\n\r\n")).body).toContain(
      "lakebed_connections_refused_total 1",
    );
    second.close();
    await strict.close();
  });
});

describe("stopping", () => {
  test("a running upload is finished, idle connections are closed, new ones are refused", async () => {
    const stopping = await startTestServer();
    const client = stopping.client(S3Client);
    await client.send(new CreateBucketCommand({ Bucket: "last" }));
    const idle = await RawConnection.open(stopping);
    idle.write("GET /_lakebed/health HTTP/1.1\r\nHost: x\r\n\r\n");
    expect((await idle.next())?.status).toBe(200);
    const upload = await RawConnection.open(stopping);
    upload.write(
      requestBytes(
        await signRequest(stopping, {
          method: "PUT",
          path: "/last/x",
          headers: { ...UNSIGNED, expect: "100-continue", "content-length": "5" },
        }),
      ),
    );
    expect((await upload.next())?.status).toBe(100);
    client.destroy();
    const stopped = stopping.close();
    await idle.closed();
    await expect(RawConnection.open(stopping)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    upload.write("hello");
    const answer = await upload.next();
    expect([answer?.status, answer?.headers.get("connection")]).toEqual([200, "close"]);
    await stopped;
  });

  test("stopping twice is stopping once", async () => {
    const stopping = await startTestServer();
    await Promise.all([stopping.running.stop(), stopping.running.stop()]);
    await stopping.close();
  });
});
