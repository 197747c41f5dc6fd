/** Every version reads back as it was written, whatever is in it; what older servers wrote reads as it did. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRecord } from "../../../src/services/s3/store/record-codec.ts";
import { decodeVersion, encodeVersion, rowIn } from "../../../src/services/s3/store/version-codec.ts";
import type { ObjectVersion, VersionRecord } from "../../../src/services/s3/store/version-record.ts";

const md5 = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 });
const etag = fc.oneof(
  { weight: 3, arbitrary: md5 },
  fc
    .tuple(md5, fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.constantFrom("", "01", "x")))
    .map(([hex, n]) => `${hex}-${n}`),
  md5.map((hex) => hex.toUpperCase()),
  fc.string({ maxLength: 40 }),
);
const token = fc.string({ unit: fc.constantFrom(..."ABCxyz019-_"), minLength: 32, maxLength: 32 });
const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 20 }));
const sizeBytes = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32, 2 ** 48 - 1, 2 ** 48));
const lastModifiedMs = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 33 }).map((seconds) => seconds * 1000),
  fc.constantFrom(0, 1, 253_402_300_799_000, 253_402_300_800_000),
);
const extent = fc.record(
  {
    id: fc.oneof(token, text),
    kind: fc.constantFrom("inline" as const, "blob" as const),
    sizeBytes,
    sealed: fc.string({ maxLength: 5 }),
  },
  { requiredKeys: ["id", "kind", "sizeBytes"] },
);
const dataKey = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
  },
  fc.string({ unit: fc.constantFrom(..."ABCxyz019-_"), minLength: 86, maxLength: 86 }),
  text,
);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const object = fc.record(
  {
    isDeleteMarker: fc.constant(false as const),
    versionId: fc.oneof(fc.constant("null"), token, text),
    sequence: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.maxSafeNat(), fc.constantFrom(2 ** 31 - 1, 2 ** 31)),
    lastModifiedMs,
    sizeBytes,
    etag,
    system: fc.record(
      {
        contentType: fc.oneof(fc.constantFrom("binary/octet-stream", "text/csv", ""), text),
        cacheControl: optional(text),
        later: fc.jsonValue(),
      },
      { requiredKeys: ["contentType"] },
    ),
    metadata: optional(fc.dictionary(fc.string({ maxLength: 5 }), text, { maxKeys: 2 })),
    checksum: optional(
      fc.record(
        {
          algorithm: fc.constantFrom("CRC64NVME", "SHA256", "XXHASH128", "CRC128"),
          type: fc.constantFrom("FULL_OBJECT", "COMPOSITE", "PARTIAL"),
          value: text,
          later: fc.boolean(),
        },
        { requiredKeys: ["algorithm", "type", "value"] },
      ),
    ),
    tags: optional(fc.array(fc.tuple(text, text), { maxLength: 2 })),
    storageClass: optional(fc.constantFrom("STANDARD", "GLACIER_IR", "DEEP_ARCHIVE", "MOON")),
    extents: optional(fc.array(extent, { maxLength: 2 })),
    encryption: optional(
      fc.record(
        {
          algorithm: fc.constantFrom("AES256", "AES256", "aws:kms", "customer"),
          keys: fc.array(dataKey, { minLength: 0, maxLength: 2 }),
          later: fc.boolean(),
        },
        { requiredKeys: ["algorithm", "keys"] },
      ),
    ),
    manifestId: optional(token),
    partsCount: optional(fc.nat()),
    memberOfTomorrow: fc.jsonValue(),
  },
  { requiredKeys: ["isDeleteMarker", "versionId", "sequence", "lastModifiedMs", "sizeBytes", "etag", "system"] },
);
const marker = fc.record({
  isDeleteMarker: fc.constant(true as const),
  versionId: token,
  sequence: fc.nat(),
  lastModifiedMs,
});
const anyVersion = fc.oneof({ weight: 9, arbitrary: object }, marker) as fc.Arbitrary<VersionRecord>;

/** What JSON keeps of a value. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("a version reads back as it was written, also out of a longer buffer", () => {
  fc.assert(
    fc.property(anyVersion, fc.uint8Array({ maxLength: 9 }), (version, behind) => {
      const bytes = encodeVersion(version);
      expect(plain(decodeVersion(bytes))).toEqual(plain(version));
      expect(plain(decodeVersion(Buffer.concat([bytes, behind]), bytes.length))).toEqual(plain(version));
    }),
    { numRuns: 3000 },
  );
});

test("a version that an older server wrote as JSON reads as it did", () => {
  fc.assert(
    fc.property(anyVersion, (version) => {
      expect(plain(decodeVersion(encodeRecord(version)))).toEqual(plain(version));
    }),
  );
});

const USUAL: ObjectVersion = {
  isDeleteMarker: false,
  versionId: "null",
  sequence: 1,
  lastModifiedMs: 1_764_412_345_000,
  sizeBytes: 4096,
  etag: "0123456789abcdef0123456789abcdef",
  system: { contentType: "binary/octet-stream", cacheControl: undefined },
  metadata: undefined,
  checksum: { algorithm: "CRC64NVME", type: "FULL_OBJECT", value: "AAAAAAAAAAA=" },
  extents: [{ id: "019a3f00aabb0123456789ABcdef", kind: "inline", sizeBytes: 4096 }],
};

test("a usual object takes less than 100 bytes and has a row", () => {
  const bytes = encodeVersion(USUAL);
  expect(bytes.length).toBeLessThan(100);
  expect(rowIn(bytes)).toBeDefined();
});

test("an object that is sealed as S3 seals by itself takes 64 bytes more", () => {
  const keys = [Buffer.alloc(64, 0xfb).toString("base64url")];
  const sealed = { ...USUAL, encryption: { algorithm: "AES256", keys } } as const;
  expect(encodeVersion(sealed).length).toBe(encodeVersion(USUAL).length + 64);
  expect(plain(decodeVersion(encodeVersion(sealed)))).toEqual(plain(sealed));
});

test("records that are on disk today read for good", () => {
  const bytes = Buffer.from(
    "01010300b9cb2a690000100000000000000123456789abcdef0123456789abcdef01010c41414141414141414141413d021c30313961336630306161626230313233343536373839414263646566",
    "hex",
  );
  expect(plain(decodeVersion(bytes))).toEqual(plain(USUAL));
});
