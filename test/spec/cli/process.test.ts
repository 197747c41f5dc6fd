/** The program as a process: ready lines, one owner for each directory, state that survives, signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const KEYS = {
  LAKEBED_ROOT_ACCESS_KEY_ID: "AKIAPROCESSTESTKEY00",
  LAKEBED_ROOT_SECRET_ACCESS_KEY: "process-test-secret-process-test",
};
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await new Promise((done) => child.once("exit", done));
    }
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  /** All output so far. */
  readonly text: () => string;
  readonly exit: Promise<number | null>;
}

function lakebed(...args: string[]): Started {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...KEYS },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  child.stderr.on("data", (data: Buffer) => (text += data.toString()));
  return { child, text: () => text, exit: new Promise((done) => child.once("exit", done)) };
}

async function endpointOf(started: Started): Promise<string> {
  await expect.poll(() => started.text(), { timeout: 20_000 }).toMatch(/ready at http/);
  return /ready at (\S+)/.exec(started.text())?.[1] ?? "";
}

const client = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: KEYS.LAKEBED_ROOT_ACCESS_KEY_ID, secretAccessKey: KEYS.LAKEBED_ROOT_SECRET_ACCESS_KEY },
  });

function dataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "lakebed-process-"));
  folders.push(folder);
  return folder;
}

test("an acknowledged object is there after kill -9 and a new start on the same directory", async () => {
  const folder = dataDirectory();
  const first = lakebed("start", "--port", "0", "--data-dir", folder);
  const before = client(await endpointOf(first));
  await before.send(new CreateBucketCommand({ Bucket: "survives" }));
  await before.send(new PutObjectCommand({ Bucket: "survives", Key: "small", Body: "still here" }));
  await before.send(new PutObjectCommand({ Bucket: "survives", Key: "large", Body: new Uint8Array(300_000).fill(9) }));
  first.child.kill("SIGKILL");
  await first.exit;
  const second = lakebed("start", "--port", "0", "--data-dir", folder);
  const after = client(await endpointOf(second));
  const small = await after.send(new GetObjectCommand({ Bucket: "survives", Key: "small" }));
  expect(await small.Body?.transformToString()).toBe("still here");
  const large = await after.send(new GetObjectCommand({ Bucket: "survives", Key: "large" }));
  expect(await large.Body?.transformToByteArray()).toEqual(new Uint8Array(300_000).fill(9));
  before.destroy();
  after.destroy();
});

test("a second process on the same directory ends with one sentence and exit code 2", async () => {
  const folder = dataDirectory();
  await endpointOf(lakebed("start", "--port", "0", "--data-dir", folder));
  const second = lakebed("start", "--port", "0", "--data-dir", folder);
  expect(await second.exit).toBe(2);
  expect(second.text().trim().split("\n")).toHaveLength(1);
  expect(second.text()).toContain(folder);
});

test("a port in use ends with one sentence that names the remedy and exit code 2", async () => {
  const endpoint = await endpointOf(lakebed("start", "--port", "0", "--data-dir", dataDirectory()));
  const port = new URL(endpoint).port;
  const second = lakebed("start", "--port", port, "--data-dir", dataDirectory());
  expect(await second.exit).toBe(2);
  expect(second.text().trim().split("\n")).toHaveLength(1);
  expect(second.text()).toContain(port);
  expect(second.text()).toContain("--port");
});

test("relaxed durability says so at the start, and a killed process loses nothing in any mode", async () => {
  for (const mode of ["relaxed", "strict"]) {
    const folder = dataDirectory();
    const first = lakebed("start", "--port", "0", "--data-dir", folder, "--durability", mode);
    const before = client(await endpointOf(first));
    expect(first.text().includes("relaxed durability: writes are answered before they are flushed")).toBe(
      mode === "relaxed",
    );
    await before.send(new CreateBucketCommand({ Bucket: "kept" }));
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    await Promise.all(keys.map((Key) => before.send(new PutObjectCommand({ Bucket: "kept", Key, Body: Key }))));
    first.child.kill("SIGKILL");
    await first.exit;
    const second = lakebed("start", "--port", "0", "--data-dir", folder);
    const after = client(await endpointOf(second));
    for (const Key of keys) {
      const { Body } = await after.send(new GetObjectCommand({ Bucket: "kept", Key }));
      expect(await Body?.transformToString()).toBe(Key);
    }
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(0);
  }
});

test("a durability that does not exist is refused with those that do", async () => {
  const started = lakebed("start", "--port", "0", "--data-dir", dataDirectory(), "--durability", "none");
  expect(await started.exit).toBe(2);
  expect(started.text()).toContain("give group, strict, relaxed");
});

test("SIGTERM ends it with exit code 0, also when threads have hashed a large body", async () => {
  const started = lakebed("start", "--port", "0", "--data-dir", dataDirectory());
  const s3 = client(await endpointOf(started));
  await s3.send(new CreateBucketCommand({ Bucket: "large" }));
  await s3.send(new PutObjectCommand({ Bucket: "large", Key: "body", Body: new Uint8Array(2_000_000) }));
  started.child.kill("SIGTERM");
  expect(await started.exit).toBe(0);
});

test("over TLS the ready line names the options that env and status need, and status trusts the directory's authority", async () => {
  const folder = dataDirectory();
  const started = lakebed("start", "--port", "0", "--data-dir", folder, "--tls");
  const endpoint = await endpointOf(started);
  const { port } = new URL(endpoint);
  expect(started.text()).toContain(`lakebed env --port ${port} --data-dir ${folder} --tls`);
  const status = lakebed("status", "--port", port, "--data-dir", folder, "--tls");
  expect(await status.exit, status.text()).toBe(0);
  expect(status.text()).toContain(endpoint);
  expect(status.text()).toMatch(/since\s+\d{4}-/);
});

test("an ephemeral server prints keys that work, because they exist nowhere else", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts", "start", "--ephemeral", "--port", "0"], {
    cwd: ROOT,
  });
  children.push(child);
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text, { timeout: 20_000 }).toMatch(/AWS_SECRET_ACCESS_KEY=\S+/);
  const value = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(text)?.[1] ?? "";
  const s3 = new S3Client({
    endpoint: value("AWS_ENDPOINT_URL"),
    region: value("AWS_REGION"),
    forcePathStyle: true,
    credentials: { accessKeyId: value("AWS_ACCESS_KEY_ID"), secretAccessKey: value("AWS_SECRET_ACCESS_KEY") },
  });
  await s3.send(new CreateBucketCommand({ Bucket: "short-lived" }));
  s3.destroy();
});
