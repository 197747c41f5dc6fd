/** `lakebed clock`: state time is shown and moved, survives a restart, and leaves the world's time to the wire. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";
import { runCli, runCliFor } from "../../support/cli.ts";
import { startTestServer, TEST_CREDENTIALS, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { sendSigned } from "../../support/raw-http.ts";

const DAY_MS = 86_400_000;
const opened: TestServer[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  opened.push(server);
  return server;
}

interface Shown {
  readonly stateTime: string;
  readonly worldTime: string;
  readonly aheadMs: number;
}

async function clockOf(server: TestServer): Promise<Shown> {
  const { code, out } = await runCliFor(server, "clock", "--json");
  expect(code).toBe(0);
  return JSON.parse(out) as Shown;
}

test("state time is the world's until it is moved", async () => {
  const server = await start();
  expect((await clockOf(server)).aheadMs).toBe(0);
  expect((await runCliFor(server, "clock")).out).toMatch(/^20\d\d-\d\d-\d\dT\S+Z {2}\(the world's time\)\n$/);
});

test("advance moves state time, and objects written afterwards live in it", async () => {
  const server = await start();
  const { code, out } = await runCliFor(server, "clock", "advance", "90d");
  expect([code, out]).toEqual([0, expect.stringMatching(/\(90 d ahead of the world's\)\n$/)]);
  await runCliFor(server, "clock", "advance", "12h");
  await runCliFor(server, "clock", "advance", "30m");
  const { aheadMs, stateTime, worldTime } = await clockOf(server);
  expect(aheadMs).toBe(90 * DAY_MS + 12 * 3_600_000 + 30 * 60_000);
  expect(Date.parse(stateTime) - Date.parse(worldTime)).toBe(aheadMs);
  const s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "later" }));
  await s3.send(new PutObjectCommand({ Bucket: "later", Key: "k", Body: "x" }));
  const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: "later", Key: "k" }));
  expect((LastModified?.getTime() ?? 0) - Date.now()).toBeGreaterThan(90 * DAY_MS);
});

test("the Date header keeps the world's time", async () => {
  const server = await start();
  await runCliFor(server, "clock", "advance", "1y");
  const { headers } = await fetch(`${server.endpoint}/_lakebed/health`);
  expect(Math.abs(Date.parse(headers.get("date") ?? "") - Date.now())).toBeLessThan(DAY_MS);
});

test("the move survives a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lakebed-clock-"));
  folders.push(dataDir);
  const first = await start({ dataDir });
  await runCliFor(first, "clock", "advance", "2w");
  await opened.pop()?.close();
  expect((await clockOf(await start({ dataDir }))).aheadMs).toBe(14 * DAY_MS);
});

test.each(["", "90", "-1d", "d", "1.5d", "90d extra"])(
  "a span %j that is none is one sentence and exit code 2",
  async (span) => {
    const { code, err } = await runCli("clock", "advance", ...span.split(" "));
    expect([code, err]).toEqual([2, expect.stringContaining("lakebed clock --help")]);
  },
);

test("state time stays within 200 years of the world's", async () => {
  const server = await start();
  const { code, err } = await runCliFor(server, "clock", "advance", "201y");
  expect([code, err]).toEqual([1, expect.stringContaining("200 years")]);
  expect((await clockOf(server)).aheadMs).toBe(0);
});

test("nobody but the root user moves the clock, and only by POST", async () => {
  const server = await start();
  const unsigned = await fetch(`${server.endpoint}/_lakebed/clock/advance?ms=1000`, { method: "POST" });
  expect(unsigned.status).toBe(403);
  const got = await fetch(`${server.endpoint}/_lakebed/clock/advance?ms=1000`);
  expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  const request = { method: "POST", path: "/_lakebed/clock/advance", query: { ms: "1000" } };
  const credentials = { ...TEST_CREDENTIALS, secretAccessKey: "wrong-wrong-wrong" };
  const forged = await sendSigned(server, request, { service: "lakebed", credentials });
  expect(forged).toMatchObject({ status: 403 });
  expect((await clockOf(server)).aheadMs).toBe(0);
});
