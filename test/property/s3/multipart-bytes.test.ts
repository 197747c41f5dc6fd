/**
 * Whatever clients do with uploads, no byte is lost and none is left over: after any sequence of parts sent again, parts copied, uploads
 * completed with some of their parts, aborted or refused, exactly the blobs that objects and open uploads need are there.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { RequestContext } from "../../../src/kit/context.ts";
import { createHeaders, streamOf } from "../../../src/kit/http.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { createS3, type S3 } from "../../../src/services/s3/s3.ts";
import { s3Operations } from "../../../src/services/s3/service.ts";
import { addBucket } from "../../../src/services/s3/store/buckets.ts";
import { readCurrentObject, readExtents } from "../../../src/services/s3/store/read-version.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";
import { noKeys, noSealer } from "../../support/no-keys.ts";

const BUCKET = "bucket";
/** Above what rides inline, so that every part is a blob. */
const PART_BYTES = 5 * 1024 * 1024;
const runtime = systemRuntime(silentLog());
const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

const context = (bodyBytes?: number): RequestContext => ({
  requestId: "",
  nowMs: runtime.clock.nowMs(),
  headers: createHeaders([]),
  rawQuery: "",
  method: "PUT",
  trailers: new Map(),
  bodyBytes,
  scheme: "http",
  host: "localhost",
  sourceIp: "127.0.0.1",
  signal: new AbortController().signal,
  log: silentLog(),
  principal: { type: "anonymous" },
  accountId: "111122223333",
  region: "us-east-1",
});

/** Calls an operation as the gateway would. */
async function call(
  s3: S3,
  name:
    | "CreateMultipartUpload"
    | "UploadPart"
    | "UploadPartCopy"
    | "CompleteMultipartUpload"
    | "AbortMultipartUpload"
    | "DeleteObject",
  input: object,
  bodyBytes?: number,
) {
  const row = s3Operations[name];
  expect("handle" in row).toBe(true);
  const { handle } = row as {
    handle(input: unknown, context: RequestContext, s3: S3): Promise<Record<string, string | undefined>>;
  };
  return await handle(input, context(bodyBytes), s3);
}

type Step =
  | { readonly kind: "send" | "copy"; readonly upload: number; readonly part: number; readonly fill: number }
  | { readonly kind: "complete" | "complete-wrong" | "abort"; readonly upload: number }
  | { readonly kind: "delete"; readonly upload: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("send" as const, "copy" as const),
    upload: fc.nat(2),
    part: fc.integer({ min: 1, max: 3 }),
    fill: fc.nat(255),
  }),
  fc.record({
    kind: fc.constantFrom("complete" as const, "complete-wrong" as const, "abort" as const, "delete" as const),
    upload: fc.nat(2),
  }),
);

class World {
  readonly storage: Storage;
  readonly s3: S3;
  readonly uploadIds = new Map<number, string>();
  /** What every open upload's parts hold, and what objects must read as. */
  readonly parts = new Map<number, Map<number, Buffer>>();
  readonly objects = new Map<number, Buffer>();

  constructor(storage: Storage) {
    this.storage = storage;
    const { records, bytes } = storage;
    this.s3 = createS3({ authorizer: policyAuthorizer(), records, bytes, runtime, keys: noKeys, sealer: noSealer });
  }

  async run(step: Step): Promise<void> {
    const name = { Bucket: BUCKET, Key: `key-${step.upload}` };
    if (step.kind === "delete") {
      await call(this.s3, "DeleteObject", name);
      this.objects.delete(step.upload);
      return;
    }
    const target = { ...name, UploadId: await this.open(step.upload) };
    const parts = this.parts.get(step.upload) ?? new Map<number, Buffer>();
    if (step.kind === "send" || step.kind === "copy") return await this.fill(target, parts, step);
    if (step.kind === "abort") await call(this.s3, "AbortMultipartUpload", target);
    else if (!(await this.complete(target, parts, step))) return;
    this.uploadIds.delete(step.upload);
    this.parts.delete(step.upload);
  }

  private async open(upload: number): Promise<string> {
    let id = this.uploadIds.get(upload);
    if (id === undefined) {
      id = (await call(this.s3, "CreateMultipartUpload", { Bucket: BUCKET, Key: `key-${upload}` }))["UploadId"] ?? "";
      this.uploadIds.set(upload, id);
      this.parts.set(upload, new Map());
    }
    return id;
  }

  private async fill(target: object, parts: Map<number, Buffer>, step: Extract<Step, { part: number }>): Promise<void> {
    const [source, bytes] = [...this.objects][0] ?? [];
    if (step.kind === "copy" && bytes !== undefined) {
      await call(this.s3, "UploadPartCopy", {
        ...target,
        PartNumber: step.part,
        CopySource: `${BUCKET}/key-${source}`,
      });
      parts.set(step.part, bytes);
      return;
    }
    const body = Buffer.alloc(PART_BYTES, step.fill);
    await call(this.s3, "UploadPart", { ...target, PartNumber: step.part, Body: streamOf(body) }, body.length);
    parts.set(step.part, body);
  }

  /** Leaves part 2 out when there is another; a wrong list is refused and changes nothing. */
  private async complete(target: object, parts: Map<number, Buffer>, step: Step): Promise<boolean> {
    const chosen = [...parts].sort(([a], [b]) => a - b).filter(([number]) => number !== 2 || parts.size === 1);
    const Parts = chosen.map(([PartNumber, body]) => ({ PartNumber, ETag: this.etagOf(body) }));
    if (step.kind === "complete-wrong") Parts.push({ PartNumber: 9, ETag: "0".repeat(32) });
    const outcome = call(this.s3, "CompleteMultipartUpload", { ...target, MultipartUpload: { Parts } });
    if (step.kind === "complete-wrong" || Parts.length === 0) {
      await expect(outcome).rejects.toMatchObject({ status: 400 });
      return false;
    }
    await outcome;
    this.objects.set(step.upload, Buffer.concat(chosen.map(([, body]) => body)));
    return true;
  }

  private etagOf(body: Buffer): string {
    return createHash("md5").update(body).digest("hex");
  }

  async readObject(upload: number): Promise<Buffer | undefined> {
    const key = `key-${upload}`;
    const stream = await this.storage.records.read((reader) => {
      const version = readCurrentObject(reader, BUCKET, key);
      return version === undefined ? undefined : this.storage.bytes.read(readExtents(reader, version));
    });
    if (stream === undefined) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk.slice());
    return Buffer.concat(chunks);
  }

  async blobCount(): Promise<number> {
    await this.storage.bytes.sweep(Number.MAX_SAFE_INTEGER);
    let count = 0;
    for await (const _ of this.storage.blobs.list()) count += 1;
    return count;
  }
}

test("uploads lose no byte and leave none over", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const storage = await openMemoryStorage(runtime);
      opened.push(storage);
      const world = new World(storage);
      await storage.records.transact((transaction) =>
        addBucket(transaction, {
          name: BUCKET,
          accountId: "111122223333",
          region: "us-east-1",
          createdMs: 0,
          versioning: "off",
        }),
      );
      for (const one of steps) await world.run(one);
      for (const [upload, expected] of world.objects) {
        expect((await world.readObject(upload))?.equals(expected)).toBe(true);
      }
      for (const upload of [0, 1, 2]) {
        const uploadId = world.uploadIds.get(upload);
        if (uploadId !== undefined)
          await call(world.s3, "AbortMultipartUpload", { Bucket: BUCKET, Key: `key-${upload}`, UploadId: uploadId });
        await call(world.s3, "DeleteObject", { Bucket: BUCKET, Key: `key-${upload}` });
      }
      expect(await world.blobCount()).toBe(0);
      const left = await storage.records.read((reader) =>
        reader.range({ prefix: ["s3"], limit: 100 }).map((entry) => entry.key[1]),
      );
      expect(left.filter((kind) => !String(kind).startsWith("bucket"))).toEqual([]);
      await opened.pop()?.close();
    }),
    { numRuns: 40 },
  );
});
