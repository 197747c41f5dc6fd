/** `lakebed verify` and the scrubber: what is damaged on the disk is named, a read of it is a 500, and nothing else suffers. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli, runCliFor } from "../../support/cli.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

let dataDir: string;
let server: TestServer | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "lakebed-verify-"));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (): Promise<TestServer> => {
  server = await startTestServer({ dataDir, records: "lmdb", blobs: "filesystem" });
  return server;
};
const stop = async (): Promise<void> => {
  await server?.close();
  server = undefined;
};

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Changes one bit of the byte at `place` of these bytes, wherever they lie on the disk. */
function flip(bytes: Uint8Array, place: number): void {
  const needle = bytes.subarray(place, place + 32);
  let found = 0;
  for (const path of ["records", "packs", "blobs"].flatMap((name) => filesBelow(join(dataDir, name)))) {
    const content = readFileSync(path);
    for (let at = content.indexOf(needle); at >= 0; at = content.indexOf(needle, at + 1)) {
      content[at] = (content[at] ?? 0) ^ 4;
      writeFileSync(path, content);
      found += 1;
    }
  }
  expect(found).toBeGreaterThan(0);
}

interface Report {
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: readonly Record<string, unknown>[];
}

const verifyStopped = async (): Promise<{ code: number; report: Report }> => {
  const { code, out } = await runCli("verify", "--stopped", "--json", "--data-dir", dataDir);
  return { code, report: JSON.parse(out) as Report };
};

test("what is well is told with exit code 0, by the server and on its directory", async () => {
  const s3 = (await start()).client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "well" }));
  await s3.send(new PutObjectCommand({ Bucket: "well", Key: "small", Body: randomBytes(1000) }));
  await s3.send(new PutObjectCommand({ Bucket: "well", Key: "large", Body: randomBytes(300_000) }));
  await s3.send(new PutObjectCommand({ Bucket: "well", Key: "empty", Body: "" }));
  if (server === undefined) throw new Error("no server");
  const { code, out } = await runCliFor(server, "verify");
  expect([code, out]).toEqual([0, "verified 3 objects, 0.3 MB: all is well\n"]);
  await stop();
  expect(await verifyStopped()).toEqual({ code: 0, report: { objects: 3, bytes: 301_000, damaged: [] } });
});

test("damage of every kind is named, reads of it are 500, and all else is read", async () => {
  const s3 = (await start()).client(S3Client);
  const bodies = {
    inline: randomBytes(200),
    packed: randomBytes(5000),
    blob: randomBytes(300_000),
    old: randomBytes(5000),
    part: randomBytes(5 * 1024 * 1024),
  };
  await s3.send(new CreateBucketCommand({ Bucket: "hurt" }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: "hurt", VersioningConfiguration: { Status: "Enabled" } }));
  const put = (Key: string, Body: Uint8Array) => s3.send(new PutObjectCommand({ Bucket: "hurt", Key, Body }));
  await put("inline", bodies.inline);
  await put("packed", bodies.packed);
  await put("blob", bodies.blob);
  const old = await put("versioned", bodies.old);
  await put("versioned", randomBytes(5000));
  await put("well", randomBytes(5000));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: "hurt", Key: "upload" }));
  await s3.send(new UploadPartCommand({ Bucket: "hurt", Key: "upload", UploadId, PartNumber: 7, Body: bodies.part }));
  await stop();
  flip(bodies.inline, 100);
  flip(bodies.packed, 2500);
  flip(bodies.blob, 100_000);
  flip(bodies.old, 10);
  flip(bodies.part, 4_000_000);

  const { code, report } = await verifyStopped();
  expect(code).toBe(1);
  expect(report.objects).toBe(7);
  expect(report.damaged).toEqual([
    expect.objectContaining({ bucket: "hurt", key: "blob", startBytes: 98_304, endBytes: 131_072 }),
    expect.objectContaining({ bucket: "hurt", key: "inline", startBytes: 0, endBytes: 200 }),
    expect.objectContaining({ bucket: "hurt", key: "packed", startBytes: 0, endBytes: 5000 }),
    expect.objectContaining({ bucket: "hurt", key: "versioned", versionId: old.VersionId }),
    expect.objectContaining({ uploadId: UploadId, partNumber: 7, startBytes: 3_997_696 }),
  ]);

  const again = await start();
  const reader = again.client(S3Client);
  const get = async (Key: string, more: { VersionId?: string | undefined; Range?: string } = {}): Promise<number> => {
    const { Body } = await reader.send(new GetObjectCommand({ Bucket: "hurt", Key, ...more }));
    return ((await Body?.transformToByteArray()) ?? new Uint8Array()).length;
  };
  const failed = { name: "InternalError", $metadata: expect.objectContaining({ httpStatusCode: 500 }) as object };
  await expect(get("inline")).rejects.toMatchObject(failed);
  await expect(get("packed")).rejects.toMatchObject(failed);
  await expect(get("blob")).rejects.toMatchObject(failed);
  await expect(get("versioned", { VersionId: old.VersionId })).rejects.toMatchObject(failed);
  expect(await get("blob", { Range: "bytes=0-98303" })).toBe(98_304);
  await expect(get("blob", { Range: "bytes=120000-120001" })).rejects.toMatchObject(failed);
  expect(await get("versioned")).toBe(5000);
  expect(await get("well")).toBe(5000);
  const metrics = await (await fetch(`${again.endpoint}/_lakebed/metrics`)).text();
  expect(metrics).toMatch(/lakebed_storage_damage_total\{found="read"\} [1-9]/);

  const told = await runCliFor(again, "verify");
  expect(told.code).toBe(1);
  expect(told.out).toContain("DAMAGED s3://hurt/inline version ");
  expect(told.out).toMatch(/part 7 of the upload \S+, bytes 3997696 to \d+: does not match its checksum/);
});

test("a damaged byte in a later part of a long answer cuts it off", async () => {
  const s3 = (await start()).client(S3Client);
  const body = randomBytes(3_000_000);
  await s3.send(new CreateBucketCommand({ Bucket: "hurt" }));
  await s3.send(new PutObjectCommand({ Bucket: "hurt", Key: "long", Body: body }));
  await stop();
  flip(body, 2_900_000);
  const reader = (await start()).client(S3Client);
  const { Body } = await reader.send(new GetObjectCommand({ Bucket: "hurt", Key: "long" }));
  await expect(Body?.transformToByteArray()).rejects.toThrow();
});

test("a directory that a server uses is not verified behind its back", async () => {
  await start();
  const { code, err } = await runCli("verify", "--stopped", "--data-dir", dataDir);
  expect(code).toBe(2);
  expect(err).toContain("is using the directory");
});

test("the scrubber finds damage by itself, counts it, and goes on where it was after a restart", async () => {
  const s3 = (await start()).client(S3Client);
  const body = randomBytes(70_000);
  await s3.send(new CreateBucketCommand({ Bucket: "hurt" }));
  await s3.send(new PutObjectCommand({ Bucket: "hurt", Key: "k", Body: body }));
  await stop();
  flip(body, 69_000);
  const damage = async (running: TestServer): Promise<string> =>
    /lakebed_storage_damage_total\{found="scrubber"\} \d+/.exec(
      await (await fetch(`${running.endpoint}/_lakebed/metrics`)).text(),
    )?.[0] ?? "none";
  const first = await start();
  await runCliFor(first, "clock", "advance", "1s");
  expect(await damage(first)).toBe('lakebed_storage_damage_total{found="scrubber"} 1');
  await stop();
  const second = await start();
  await runCliFor(second, "clock", "advance", "1s");
  expect(await damage(second)).toBe("none"); // The pass is done; the next is due in a week.
});
