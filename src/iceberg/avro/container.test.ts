import fc from "fast-check";
import { expect, test } from "vitest";
import { IcebergError } from "../iceberg-error.ts";
import type { AvroRecord, AvroSchema, AvroValue } from "./avro-schema.ts";
import { readAvroFile, writeAvroFile } from "./container.ts";

type Typed = readonly [AvroSchema, fc.Arbitrary<AvroValue>];
const primitives: readonly Typed[] = [
  ["boolean", fc.boolean()],
  ["int", fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n })],
  ["long", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ["double", fc.double({ noNaN: true })],
  ["string", fc.string({ unit: "grapheme" })],
  ["bytes", fc.uint8Array()],
];

const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...primitives),
    tie("typed").chain(([schema, values]) =>
      Array.isArray(schema)
        ? fc.constant([schema, values] as Typed)
        : fc.constant([["null", schema], fc.option(values, { nil: undefined })] as unknown as Typed),
    ),
    tie("typed").map(
      ([schema, values]) => [{ type: "array", items: schema }, fc.array(values, { maxLength: 5 })] as Typed,
    ),
    tie("typed").map(
      ([schema, values]) =>
        [
          { type: "map", values: schema },
          fc.dictionary(fc.string({ minLength: 1 }), values, { noNullPrototype: true, maxKeys: 4 }),
        ] as Typed,
    ),
  ),
}));

const files = fc.array(typed, { minLength: 1, maxLength: 5 }).chain((columns) => {
  const schema: AvroRecord = {
    type: "record",
    name: "row",
    fields: columns.map(([type], index) => ({ name: `c${index}`, type })),
  };
  const record = fc.record(Object.fromEntries(columns.map(([, values], index) => [`c${index}`, values])));
  return fc.record({ schema: fc.constant(schema), records: fc.array(record, { maxLength: 20 }) });
});

test("what is written is read, whatever the schema", () => {
  fc.assert(
    fc.property(files, ({ schema, records }) => {
      const bytes = writeAvroFile(schema, { properties: { a: "b" }, records });
      const read = readAvroFile(bytes);
      expect(read.properties).toEqual({ a: "b" });
      expect(read.records).toEqual(records);
    }),
  );
});

test("damaged bytes are refused or read as something, never more than that", () => {
  const schema: AvroRecord = {
    type: "record",
    name: "row",
    fields: [{ name: "a", type: { type: "array", items: "long" } }],
  };
  const bytes = writeAvroFile(schema, { properties: {}, records: [{ a: [1n, 2n ** 62n, -5n] }] });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (place, value, end) => {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = value;
      for (const broken of [damaged, bytes.subarray(0, end)]) {
        try {
          readAvroFile(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(IcebergError);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
