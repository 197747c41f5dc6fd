/**
 * `lakebed clock advance 365d` over many objects, on a real server with LMDB and files: two rules move every object twice, and a third removes every second one. Objects
 * are written with the SDK; prints the seconds of the advance, and fails when a key is not what the rules say.
 *
 *     node --import tsx bench/lifecycle.ts [--objects 100000]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { runCliFor } from "../test/support/cli.ts";
import { startTestServer } from "../test/support/server.ts";

const { values } = parseArgs({ options: { objects: { type: "string", default: "100000" } } });
const objects = Number(values.objects);
const WRITERS = 32;
const Bucket = "year";

const dataDir = mkdtempSync(join(tmpdir(), "lakebed-bench-lifecycle-"));
const server = await startTestServer({ dataDir });
const s3 = server.client(S3Client);
try {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const keyOf = (index: number): string => `${index % 2 === 0 ? "gone" : "kept"}/${String(index).padStart(9, "0")}`;
  let next = 0;
  const write = async (): Promise<void> => {
    for (let index = next++; index < objects; index = next++)
      await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(index), Body: "x" }));
  };
  const writing = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, write));
  print(`${objects} objects written in ${seconds(writing)} s`);
  const all = { Status: "Enabled" as const, Filter: { ObjectSizeGreaterThan: 0 } };
  const Rules = [
    { ...all, ID: "cool", Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" as const }] },
    { ...all, ID: "cold", Transitions: [{ Days: 90, StorageClass: "GLACIER" as const }] },
    { ID: "go", Status: "Enabled" as const, Filter: { Prefix: "gone/" }, Expiration: { Days: 180 } },
  ];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  const advancing = performance.now();
  const cpu = process.cpuUsage();
  const { code, err } = await runCliFor(server, "clock", "advance", "365d");
  if (code !== 0) throw new Error(err);
  const { user, system } = process.cpuUsage(cpu);
  print(`advanced 365 days in ${seconds(advancing)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`);
  print(`left: ${await countLeft()} objects, all in GLACIER`);
} finally {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function countLeft(): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    for (const { Key = "", StorageClass } of page.Contents ?? []) {
      if (!Key.startsWith("kept/") || StorageClass !== "GLACIER") throw new Error(`${Key} is left in ${StorageClass}`);
      count += 1;
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  if (count !== Math.floor(objects / 2)) throw new Error(`${count} objects are left of ${objects}`);
  return count;
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1000).toFixed(1);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
