/** A batch job survives kill -9: it goes on where it was, every task is done, and the report tells of each exactly once. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateBucketCommand, GetObjectTaggingCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";
import type { TestServer } from "../../support/server.ts";
import { batchFixture, type BatchFixture, makeBatchRole } from "./batch-fixture.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const credentials = { accessKeyId: "AKIABATCHCRASHTEST00", secretAccessKey: "batch-crash-test-secret-batch" };
const OBJECTS = 20;
const TASKS = 6_000;
const KILLS = 4;

const folder = mkdtempSync(join(tmpdir(), "lakebed-batch-crash-"));
let child: ChildProcess | undefined;
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  const running = child;
  child = undefined;
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
  running.kill("SIGKILL");
  await new Promise((done) => running.once("exit", done));
}

interface Started {
  readonly server: TestServer;
  readonly s3: S3Client;
  readonly jobs: (role: string) => BatchFixture;
}

async function start(): Promise<Started> {
  const started = spawn(
    process.execPath,
    ["--import", "tsx", "src/main.ts", "start", "--data-dir", folder, "--port", "0"],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        LAKEBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
        LAKEBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  child = started;
  let text = "";
  started.stdout.on("data", (data: Buffer) => (text += data.toString()));
  started.stderr.on("data", (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text, { timeout: 60_000 }).toMatch(/ready at http/);
  const endpoint = /ready at (\S+)/.exec(text)?.[1] ?? "";
  const clientConfig = { endpoint, region: "us-east-1", forcePathStyle: true, maxAttempts: 1, credentials } as const;
  const accountId = /\d{12}/.exec(text)?.[0] ?? "123456789012";
  const server = {
    endpoint,
    port: Number(new URL(endpoint).port),
    region: "us-east-1",
    accountId,
    credentials,
    clientConfig,
    client: <Client>(Class: new (config: typeof clientConfig) => Client) => new Class(clientConfig),
  } as unknown as TestServer;
  const s3 = new S3Client(clientConfig);
  return { server, s3, jobs: (role) => batchFixture(server, s3, { reportBucket: "reports", role }) };
}

test("goes on after each kill, and leaves no task out", { timeout: 240_000 }, async () => {
  const first = await start();
  const role = await makeBatchRole(first.server, "jobs");
  for (const Bucket of ["data", "reports"]) await first.s3.send(new CreateBucketCommand({ Bucket }));
  const keys = Array.from({ length: OBJECTS }, (_, index) => `k${index}`);
  for (const Key of keys) await first.s3.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key }));
  // Rows of objects that are not there are tasks as well, and quick ones; they have rows of their own in the report.
  const rows = Array.from({ length: TASKS }, (_, index) => keys[index % (2 * OBJECTS)] ?? `absent-${index}`);
  const jobs = first.jobs(role);
  const Manifest = await jobs.csv(rows.map((key) => `data,${key}`));
  const TagSet = [{ Key: "done", Value: "yes" }];
  const id = await jobs.create({ S3PutObjectTagging: { TagSet } }, { Manifest });
  let seen = 0;
  for (let kills = 0; kills < KILLS; kills++) {
    const { jobs: jobsOf } = kills === 0 ? first : await start();
    // The first one somewhere in the preparation, the others with some progress each.
    if (kills > 0)
      await expect
        .poll(async () => progressOf(await jobsOf(role).describe(id)), { timeout: 60_000 })
        .toBeGreaterThan(seen);
    seen = Math.max(seen, kills > 0 ? progressOf(await jobsOf(role).describe(id)) : 0);
    await kill();
  }
  const last = await start();
  const { ProgressSummary } = await last.jobs(role).until(id, "Complete");
  const succeeded = rows.filter((key) => !key.startsWith("absent")).length;
  expect(ProgressSummary).toMatchObject({
    TotalNumberOfTasks: TASKS,
    NumberOfTasksSucceeded: succeeded,
    NumberOfTasksFailed: TASKS - succeeded,
  });
  const reported = (await last.jobs(role).report(id)).map((row) => row[1] ?? "");
  expect(reported.toSorted()).toEqual(rows.toSorted());
  for (const Key of keys) {
    const tags = await last.s3.send(new GetObjectTaggingCommand({ Bucket: "data", Key }));
    expect(tags.TagSet).toEqual(TagSet);
  }
});

function progressOf({ ProgressSummary: progress }: Awaited<ReturnType<BatchFixture["describe"]>>): number {
  return (progress?.NumberOfTasksSucceeded ?? 0) + (progress?.NumberOfTasksFailed ?? 0);
}
