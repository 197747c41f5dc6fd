/**
 * Bytes of an item as AWS counts them, for the limit of 400 KB, the pages of Query and Scan, and capacity: names and texts in UTF-8, binary before base64, numbers by their
 * digits, three bytes for a list or map and one for each of its members.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html (read 2026-11-29)
 */
import { type AttributeValue, type Item, typeOf } from "./attribute-value.ts";
import { numberBytes } from "./numbers.ts";

const COLLECTION_BYTES = 3;
const MEMBER_BYTES = 1;

export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

export function valueBytes(value: AttributeValue): number {
  switch (typeOf(value)) {
    case "S":
      return Buffer.byteLength(value.S ?? "");
    case "N":
      return numberBytes(value.N ?? "0");
    case "B":
      return binaryBytes(value.B ?? "");
    case "BOOL":
    case "NULL":
      return 1;
    case "SS":
      return sum(value.SS ?? [], Buffer.byteLength);
    case "NS":
      return sum(value.NS ?? [], numberBytes);
    case "BS":
      return sum(value.BS ?? [], binaryBytes);
    case "L":
      return COLLECTION_BYTES + sum(value.L ?? [], (member) => MEMBER_BYTES + valueBytes(member));
    case "M": {
      const map = value.M ?? {};
      return COLLECTION_BYTES + MEMBER_BYTES * Object.keys(map).length + itemBytes(map);
    }
  }
}

/** Bytes that base64 text stands for. */
export function binaryBytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function sum<T>(values: readonly T[], bytesOf: (value: T) => number): number {
  let bytes = 0;
  for (const value of values) bytes += bytesOf(value);
  return bytes;
}
