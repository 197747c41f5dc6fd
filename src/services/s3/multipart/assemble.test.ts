import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createDigest } from "../checksum/algorithms.ts";
import { assemble, type CompleteRequest } from "./assemble.ts";
import { PART_BYTES_MIN, PART_NUMBER_MAX } from "./multipart-limits.ts";
import type { PartRecord, UploadRecord } from "./upload-record.ts";

const UPLOAD: UploadRecord = {
  uploadId: "upload",
  initiatedMs: 0,
  initiatorAccountId: "111122223333",
  system: { contentType: "" },
};

const part = (partNumber: number, sizeBytes = PART_BYTES_MIN): PartRecord => ({
  partNumber,
  sizeBytes,
  etag: createHash("md5").update(String(partNumber)).digest("hex"),
  lastModifiedMs: 0,
  checksum: "AAAAAAAAAAA=",
  extents: [{ id: String(partNumber), kind: "blob", sizeBytes }],
});

const requestOf = (parts: readonly PartRecord[]): CompleteRequest => ({
  parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })),
  checksumType: undefined,
  checksum: undefined,
  objectSizeBytes: undefined,
});

test("ten thousand parts become one object: their extents in order, one ETag, one checksum", async () => {
  const parts = Array.from({ length: PART_NUMBER_MAX }, (_, index) => part(index + 1));
  const assembled = assemble(UPLOAD, parts, { request: requestOf(parts), digest: await createDigest("CRC64NVME") });
  expect(assembled.sizeBytes).toBe(PART_NUMBER_MAX * PART_BYTES_MIN);
  expect(assembled.etag).toMatch(/^[0-9a-f]{32}-10000$/);
  expect(assembled.extents.map((extent) => extent.id)).toEqual(parts.map((one) => String(one.partNumber)));
  expect(assembled.checksum).toMatchObject({ algorithm: "CRC64NVME", type: "FULL_OBJECT" });
});

test("any choice of parts in order is an object of exactly those", async () => {
  const digest = await createDigest("CRC64NVME");
  const stored = Array.from({ length: 12 }, (_, index) => part(index + 1));
  fc.assert(
    fc.property(fc.subarray(stored, { minLength: 1 }), (chosen) => {
      const assembled = assemble(UPLOAD, stored, { request: requestOf(chosen), digest });
      expect(assembled.parts.map((one) => one.partNumber)).toEqual(chosen.map((one) => one.partNumber));
      const etags = Buffer.concat(chosen.map((one) => Buffer.from(one.etag, "hex")));
      expect(assembled.etag).toBe(`${createHash("md5").update(etags).digest("hex")}-${chosen.length}`);
    }),
  );
});

test("any list that does not ascend is refused", async () => {
  const digest = await createDigest("CRC64NVME");
  const stored = Array.from({ length: 6 }, (_, index) => part(index + 1));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...stored), { minLength: 2, maxLength: 8 }), (listed) => {
      const ascends = listed.every(
        (one, index) => index === 0 || one.partNumber > (listed[index - 1]?.partNumber ?? 0),
      );
      fc.pre(!ascends);
      expect(() => assemble(UPLOAD, stored, { request: requestOf(listed), digest })).toThrow(
        expect.objectContaining({ code: "InvalidPartOrder" }),
      );
    }),
  );
});

test("only the last part may be smaller than 5 MiB", async () => {
  const digest = await createDigest("CRC64NVME");
  const small = [part(1, PART_BYTES_MIN - 1), part(2, 1)];
  expect(() => assemble(UPLOAD, small, { request: requestOf(small), digest })).toThrow(
    expect.objectContaining({ code: "EntityTooSmall" }),
  );
  const fine = [part(1), part(2, 0)];
  expect(assemble(UPLOAD, fine, { request: requestOf(fine), digest }).sizeBytes).toBe(PART_BYTES_MIN);
});
