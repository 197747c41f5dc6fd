import { describe, expect, test } from "vitest";
import { MalformedInput } from "../malformed-input.ts";
import { readAttributeMap, readAttributeValue } from "./attribute-value.ts";

describe("attribute values", () => {
  test("are handed on as they are, the same objects", () => {
    const value = { M: { a: { L: [{ S: "x" }, { B: "AQI=" }] }, n: { NS: ["1"] } } };
    expect(readAttributeValue(value)).toBe(value);
    const map = { a: value };
    expect(readAttributeMap(map)).toBe(map);
  });

  test("lose what is null or unknown, at every depth", () => {
    expect(readAttributeValue({ S: "x", N: null, Z: 1 })).toEqual({ S: "x" });
    expect(readAttributeValue({ L: [{ S: "x", Z: 1 }, null], M: null })).toEqual({ L: [{ S: "x" }] });
    expect(readAttributeMap({ a: null, b: { S: "x" } })).toEqual({ b: { S: "x" } });
  });

  test("keep a name that JavaScript knows as a name", () => {
    const map = JSON.parse('{"__proto__":{"S":"x","Z":1}}') as Record<string, unknown>;
    const read = readAttributeMap(map);
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test.each<[unknown, string]>([
    ["x", "Unexpected value type in payload"],
    [[], "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"],
    [{ S: 1 }, "NUMBER_VALUE cannot be converted to String"],
    [{ N: 1.5 }, "DECIMAL_VALUE cannot be converted to String"],
    [{ S: true }, "TRUE_VALUE cannot be converted to String"],
    [{ S: {} }, "Start of structure or map found where not expected"],
    [{ BOOL: "maybe" }, "Unexpected token received from parser"],
    [{ B: 1 }, "only base-64-encoded strings are convertible to bytes"],
    [{ B: "abc" }, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"],
    [{ B: "AQJ=" }, "Invalid last non-pad Base64 character dectected"],
    [{ SS: "x" }, "Unexpected field type"],
    [{ L: {} }, "Start of structure or map found where not expected"],
    [
      { M: [] },
      "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
    ],
  ])("%j is refused: %s", (value, message) => {
    expect(() => readAttributeValue(value)).toThrow(new MalformedInput("type", message));
  });

  test("are refused beyond a depth that no item has", () => {
    let value: unknown = { S: "x" };
    for (let level = 0; level < 70; level += 1) value = { L: [value] };
    expect(() => readAttributeValue(value)).toThrow(/nested too deeply/);
  });
});
