/** Health, metrics, logs, start-up problems, TLS, open credentials. */
import { request } from "node:https";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Agent } from "node:https";
import { afterEach, describe, expect, test } from "vitest";
import { resolveConfig } from "../../../src/app/config.ts";
import { ConfigError } from "../../../src/kit/errors.ts";
import { manualClock, systemClock } from "../../../src/runtime/clock.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { exchange, sendSigned, xmlText } from "../../support/raw-http.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const opened: TestServer[] = [];
const directories: string[] = [];

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  opened.push(server);
  return server;
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "lakebed-spec-"));
  directories.push(path);
  return path;
}

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

const memory = { records: "memory", blobs: "memory" } as const;

describe("administration routes", () => {
  test("health says ok, the version and since when", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const answer = await fetch(`${(await start()).endpoint}/_lakebed/health`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: "ok", version, since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string },
    ]);
  });

  test("metrics count requests by service, operation and class of status", async () => {
    const server = await start();
    await server.client(STSClient).send(new GetCallerIdentityCommand({}));
    await sendSigned(server, { path: "/nobody" });
    const answer = await fetch(`${server.endpoint}/_lakebed/metrics`);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('lakebed_requests_total{service="sts",operation="GetCallerIdentity",status="2xx"} 1');
    expect(text).toContain('lakebed_requests_total{service="s3",operation="ListObjects",status="4xx"} 1');
    expect(text).toMatch(/lakebed_request_seconds_count\{service="sts",operation="GetCallerIdentity"\} 1/);
    expect(text).toMatch(/lakebed_connections \d+/);
  });

  test("other routes there are 404, other methods 405", async () => {
    const { endpoint } = await start();
    expect((await fetch(`${endpoint}/_lakebed/else`)).status).toBe(404);
    expect((await fetch(`${endpoint}/_lakebed/health`, { method: "POST" })).status).toBe(405);
  });

  test("the log has a line for each request and no secrets", async () => {
    const lines: string[] = [];
    const log = createLog({ level: "debug", wallMs: () => Date.now(), write: (line) => lines.push(line) });
    const server = await start({ log });
    await server.client(STSClient).send(new GetCallerIdentityCommand({}));
    await sendSigned(server, { path: "/x" }, { credentials: { ...server.credentials, secretAccessKey: "wrong" } });
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ message }) => message === "request");
    expect(requests).toMatchObject([
      { service: "sts", operation: "GetCallerIdentity", status: 200 },
      { service: "s3", status: 403, errorCode: "SignatureDoesNotMatch" },
    ]);
    expect(lines.join("")).not.toContain(server.credentials.secretAccessKey);
    expect(lines.join("")).not.toMatch(/Signature=|AWS4-HMAC/);
  });
});

describe("time", () => {
  test("moving state time does not disturb signatures", async () => {
    const clock = systemClock();
    const server = await start({ clock });
    clock.advance(90 * 24 * 60 * 60 * 1000);
    expect((await server.client(S3Client).send(new ListBucketsCommand({}))).$metadata.httpStatusCode).toBe(200);
  });

  test("a server whose wall clock is off says so, and the SDK corrects itself", async () => {
    const server = await start({ clock: manualClock(Date.now() - 60 * 60 * 1000) });
    await expectServiceError(server.client(S3Client).send(new ListBucketsCommand({})), {
      name: "RequestTimeTooSkewed",
      status: 403,
    });
  });
});

describe("TLS", () => {
  test("a local authority signs for localhost, addresses and virtual hosts, and is kept for the next start", async () => {
    const dataDir = directory();
    const server = await start({ tls: true, dataDir, ...memory });
    const { certificateAuthority } = server.running;
    expect(server.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(readFileSync(certificateAuthority?.path ?? "", "utf8")).toBe(certificateAuthority?.pem);
    expect(statSync(join(dataDir, "tls", "server.key")).mode & 0o777).toBe(0o600);
    const ca = certificateAuthority?.pem;
    const statuses = await Promise.all(
      ["localhost", "127.0.0.1", "s3.localhost", "bucket.s3.localhost"].map(
        (servername) =>
          new Promise((resolve, reject) => {
            const options = {
              host: "127.0.0.1",
              port: server.port,
              path: "/_lakebed/health",
              ca,
              servername: /^\d/.test(servername) ? "" : servername,
              headers: { host: servername },
            };
            request(options, (answer) => resolve(answer.resume().statusCode))
              .on("error", reject)
              .end();
          }),
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 200]);
    await server.close();
    const again = await start({ tls: true, dataDir, ...memory });
    expect(again.running.certificateAuthority?.pem).toBe(ca);
  });

  test("the SDK works over it when it trusts the authority, and not otherwise", async () => {
    const server = await start({ tls: true });
    const trusting = new S3Client({
      ...server.clientConfig,
      requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca: server.running.certificateAuthority?.pem }) }),
    });
    await trusting.send(new CreateBucketCommand({ Bucket: "over-tls" }));
    await trusting.send(new PutObjectCommand({ Bucket: "over-tls", Key: "x", Body: "x".repeat(200_000) }));
    trusting.destroy();
    await expect(server.client(S3Client).send(new ListBucketsCommand({}))).rejects.toThrow(/certificate/);
  });
});

describe("root credentials", () => {
  test("the first start makes a key pair that only its owner can read, and later starts keep it", async () => {
    const dataDir = directory();
    const options = { dataDir, ...memory, rootCredentials: undefined } as never;
    const first = await start(options);
    const path = join(dataDir, "credentials.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(first.credentials.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(first.credentials.secretAccessKey).toHaveLength(40);
    expect((await first.client(STSClient).send(new GetCallerIdentityCommand({}))).Account).toBe("123456789012");
    await first.close();
    const second = await start(options);
    expect(second.running.root).toEqual(first.running.root);
  });

  test("a credentials file that is damaged is named with the remedy", async () => {
    const dataDir = directory();
    writeFileSync(join(dataDir, "credentials.json"), "{");
    await expect(start({ dataDir, ...memory, rootCredentials: undefined } as never)).rejects.toThrow(
      /credentials\.json does not hold a root key pair: restore it, or delete it/,
    );
  });
});

describe("open credentials", () => {
  test("any key and signature is taken; a 12-digit key names the account", async () => {
    const server = await start({ openCredentials: true });
    const identityOf = async (accessKeyId: string): Promise<string | undefined> => {
      const sts = new STSClient({ ...server.clientConfig, credentials: { accessKeyId, secretAccessKey: "anything" } });
      const { Account } = await sts.send(new GetCallerIdentityCommand({}));
      sts.destroy();
      return Account;
    };
    expect(await identityOf("test")).toBe("123456789012");
    expect(await identityOf("111122223333")).toBe("111122223333");
  });

  test("signed chunks pass without their signatures being compared", async () => {
    const server = await start({ openCredentials: true });
    await server.client(S3Client).send(new CreateBucketCommand({ Bucket: "open" }));
    const zeros = "0".repeat(64);
    const body = `5;chunk-signature=${zeros}\r\nhello\r\n0;chunk-signature=${zeros}\r\n\r\n`;
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-decoded-content-length": "5",
    };
    expect((await sendSigned(server, { method: "PUT", path: "/open/x", headers, body })).status).toBe(200);
    expect((await sendSigned(server, { path: "/open/x" })).body).toBe("hello");
  });

  test("unsigned requests stay anonymous", async () => {
    const server = await start({ openCredentials: true });
    await server.client(S3Client).send(new CreateBucketCommand({ Bucket: "open" }));
    expect(xmlText((await exchange(server, "GET /open/x HTTP/1.1\r\nHost: x\r\n\r\n")).body, "Code")).toBe(
      "AccessDenied",
    );
  });
});

describe("state", () => {
  test("a stopped server gives back its objects, credentials and clock of writes when it is started again", async () => {
    const dataDir = directory();
    const first = await start({ dataDir });
    const s3 = first.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "kept" }));
    await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "small", Body: "small" }));
    await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "large", Body: Buffer.alloc(300_000, 7) }));
    const before = await s3.send(new HeadObjectCommand({ Bucket: "kept", Key: "large" }));
    await first.close();
    const second = await start({ dataDir });
    const after = await second.client(S3Client).send(new GetObjectCommand({ Bucket: "kept", Key: "large" }));
    expect([after.ETag, after.LastModified]).toEqual([before.ETag, before.LastModified]);
    expect((await after.Body?.transformToByteArray())?.length).toBe(300_000);
    expect((await sendSigned(second, { path: "/kept/small" })).body).toBe("small");
  });

  test("blobs may live on another S3, here another Lakebed", async () => {
    const far = await start();
    await far.client(S3Client).send(new CreateBucketCommand({ Bucket: "far-blobs" }));
    const near = await start({
      blobs: `s3://far-blobs/here?endpoint=${far.endpoint}`,
      blobCredentials: far.credentials,
    });
    const s3 = near.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "near" }));
    await s3.send(new PutObjectCommand({ Bucket: "near", Key: "large", Body: Buffer.alloc(300_000, 7) }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "near", Key: "large" }));
    expect((await Body?.transformToByteArray())?.every((byte) => byte === 7)).toBe(true);
    const { Contents } = await far.client(S3Client).send(new ListObjectsV2Command({ Bucket: "far-blobs" }));
    expect(Contents).toHaveLength(1);
    await near.close();
  });
});

describe("start-up problems are one sentence with the remedy", () => {
  const problem = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  };
  const refused = (
    overrides: Parameters<typeof resolveConfig>[0],
    environment: Record<string, string> = {},
  ): Promise<string> => problem((async () => resolveConfig(overrides, environment))());

  test("a port in use", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    const { port } = taken.address() as { port: number };
    expect(await problem(start({ port }))).toBe(
      `port ${port} on 127.0.0.1 is in use by another process: stop it, or choose another port with --port`,
    );
    taken.close();
  });

  test("an address that is not of this machine", async () => {
    expect(await problem(start({ host: "203.0.113.7", allowPlainHttp: true }))).toMatch(
      /^203\.0\.113\.7 is no address of this machine: choose another one with --host$/,
    );
  });

  test("a data directory whose place is taken by a file", async () => {
    const file = join(directory(), "file");
    writeFileSync(file, "");
    expect(await problem(start({ dataDir: file, ...memory }))).toMatch(
      /a file is in its place; move it, or choose another with --data-dir$/,
    );
  });

  test("a data directory that cannot be made", async () => {
    expect(await problem(start({ dataDir: "/proc/lakebed/data", ...memory }))).toMatch(
      /^cannot write to the data directory \/proc\/lakebed\/data: .*choose another with --data-dir$/,
    );
  });

  test("a data directory that another server owns", async () => {
    const dataDir = directory();
    await start({ dataDir });
    expect(await problem(start({ dataDir }))).toMatch(
      /stop the other process, or choose another directory with --data-dir$/,
    );
  });

  test("a data directory that a newer version wrote", async () => {
    const dataDir = directory();
    writeFileSync(join(dataDir, "VERSION"), "99\n");
    expect(await problem(start({ dataDir }))).toMatch(
      /newer version.*: start the version that wrote it, or choose another directory with --data-dir$/,
    );
  });

  test("records in a PostgreSQL that does not answer, without its password", async () => {
    const message = await problem(start({ records: "postgresql://me:secret@127.0.0.1:1/lakebed" }));
    expect(message).toMatch(/^cannot open the stores at postgresql:\/\/127\.0\.0\.1:1\/lakebed/);
    expect(message).not.toContain("secret");
  });

  test("blobs on another S3 without its keys", async () => {
    expect(await refused({ blobs: "s3://bucket" })).toMatch(/set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY$/);
  });

  test("listening beyond loopback without TLS, or with open credentials", async () => {
    expect(await refused({ host: "0.0.0.0" })).toMatch(
      /without TLS they could read everything: add --tls, or listen on 127\.0\.0\.1$/,
    );
    expect(await refused({ host: "0.0.0.0", tls: true, openCredentials: true })).toMatch(
      /open credentials would let everybody who reaches 0\.0\.0\.0 do everything/,
    );
  });

  test("values that cannot be used", async () => {
    expect(await refused({}, { LAKEBED_PORT: "http" })).toMatch(
      /^the port \(--port, LAKEBED_PORT\) is "http", which is no port/,
    );
    expect(await refused({}, { LAKEBED_LOG_LEVEL: "loud" })).toMatch(/give one of debug, info, warn, error, silent$/);
    expect(await refused({}, { LAKEBED_ROOT_ACCESS_KEY_ID: "AKIA" })).toMatch(/go together: set both or neither$/);
    expect(await refused({}, { LAKEBED_RECORDS: "mysql://x" })).toMatch(
      /^--records \(LAKEBED_RECORDS\) names no record store/,
    );
    expect(await refused({ region: "mars-north-1" })).toMatch(/is no AWS Region/);
    expect(await refused({ accountId: "1" })).toMatch(/exactly 12 digits/);
  });
});
