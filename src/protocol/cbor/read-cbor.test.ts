import { cbor, dateToTag } from "@smithy/core/cbor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedInput } from "../malformed-input.ts";
import { readCbor } from "./read-cbor.ts";

const hex = (text: string): unknown => readCbor(Buffer.from(text, "hex"));

test("Whatever the SDK writes is read as the same value", () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (plain) => {
      expect(readCbor(cbor.serialize(plain))).toEqual(plain);
    }),
  );
});

test("Times and bytes of the SDK are read as dates and bytes", () => {
  expect(readCbor(cbor.serialize({ at: dateToTag(new Date(1500)), bytes: new Uint8Array([1, 2]) }))).toEqual({
    at: new Date(1500),
    bytes: Buffer.from([1, 2]),
  });
});

// Examples of RFC 8949, appendix A.
test.each([
  ["1bffffffffffffffff", 18446744073709551615n],
  ["3bffffffffffffffff", -18446744073709551616n],
  ["c249010000000000000000", 18446744073709551616n],
  ["f90001", 5.960464477539063e-8],
  ["f97bff", 65504],
  ["f97c00", Number.POSITIVE_INFINITY],
  ["fa47c35000", 100000],
  ["fb3ff199999999999a", 1.1],
  ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
  ["bf61610161629f0203ffff", { a: 1, b: [2, 3] }],
  ["7f657374726561646d696e67ff", "streaming"],
])("%s is read", (text, expected) => {
  expect(hex(text)).toEqual(expected);
});

test.each([
  ["18"],
  ["9affffffff"],
  ["5bffffffffffffffff00"],
  ["a10102"],
  ["81"],
  ["ff"],
  ["9f01"],
  ["0101"],
  ["7f4161ff"],
  ["62c328"],
  ["fc"],
  ["c001"],
  ["f800"],
])("%s is refused", (text) => {
  expect(() => hex(text)).toThrow(MalformedInput);
});

test("The key __proto__ is a key", () => {
  const map = hex("a1695f5f70726f746f5f5fa0") as object;
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  expect(Object.keys(map)).toEqual(["__proto__"]);
});
