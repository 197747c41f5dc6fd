/** A page of objects written from rows is, byte for byte, what the general XML encoder writes for the same members. */
import type { _Object as ObjectMembers } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ListedFacts, ListedObjects, ROW_BYTES, writeRow } from "../../../src/kit/listed-objects.ts";
import { protocolOf } from "../../../src/protocol/protocols.ts";
import { loadClient } from "./support/clients.ts";

const { model } = await loadClient("s3");
const protocol = protocolOf(model.protocol);

const key = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abc/-_.09"), minLength: 1, maxLength: 60 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.constantFrom(
    "&<>\"'",
    "\t\r\n",
    "\0\x01\x1f\x7f\x85",
    "\u2028\ufffe",
    "Ä".repeat(500),
    "key-of-the-example",
    "&".repeat(1000),
  ),
);
const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 });
const facts: fc.Arbitrary<ListedFacts> = fc.record({
  sizeBytes: fc.oneof(
    fc.nat({ max: 2 ** 20 }),
    fc.maxSafeNat().map((size) => size % 2 ** 48),
    fc.constantFrom(0, 9, 10, 999, 1000, 2 ** 48 - 1),
  ),
  etag: fc.oneof(
    hex,
    fc.tuple(hex, fc.integer({ min: 1, max: 65_535 })).map(([digits, parts]) => `${digits}-${parts}`),
  ),
  lastModifiedMs: fc
    .oneof(fc.integer({ min: 1_764_400_000, max: 1_764_400_100 }), fc.integer({ min: 0, max: 253_402_300_799 }))
    .map((seconds) => seconds * 1000),
  checksum: fc.option(
    fc.record({
      algorithm: fc.constantFrom("CRC32", "SHA256", "CRC64NVME"),
      type: fc.constantFrom("FULL_OBJECT", "COMPOSITE"),
    }),
    { nil: undefined },
  ),
  storageClass: fc.constantFrom(undefined, "STANDARD_IA", "GLACIER"),
});
const owner = fc.option(fc.record({ ID: fc.constant("f".repeat(64)), DisplayName: fc.string({ maxLength: 10 }) }), {
  nil: undefined,
});

const rowsOf = (all: readonly ListedFacts[]): Buffer => {
  const rows = Buffer.alloc(all.length * ROW_BYTES);
  for (const [index, one] of all.entries()) expect(writeRow(rows, index * ROW_BYTES, one)).toBe(true);
  return rows;
};

test.each(["ListObjectsV2", "ListObjects"])("%s", (name) => {
  const operation = model.operations.get(name);
  if (operation === undefined) throw new RangeError(name);
  const write = (contents: Iterable<ObjectMembers>): string => {
    const output = {
      IsTruncated: true,
      Contents: contents,
      Name: "b",
      Prefix: "ü&",
      CommonPrefixes: [{ Prefix: "p/" }],
      KeyCount: 7,
    };
    return Buffer.from(protocol.serializeOutput(model, operation, output, "ID").body as Uint8Array).toString("latin1");
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(key, facts), { maxLength: 40 }), owner, (objects, ofAll) => {
      const list = new ListedObjects(
        objects.map(([text]) => text),
        rowsOf(objects.map(([, one]) => one)),
        ofAll,
      );
      const members = [...list];
      expect(members.map(({ Key }) => Key)).toEqual(objects.map(([text]) => text));
      expect(write(list)).toBe(write(members));
    }),
    { numRuns: 500 },
  );
});
