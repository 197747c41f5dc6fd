/**
 * DynamoDB's AttributeValue as it comes in: checked, and handed on as it stands, with binary as base64. The service keeps items in this very form, so a value is neither decoded here nor
 * encoded again on the way out; the general reader would make objects of every value and bytes of every binary.
 *
 * Members that are null or unknown are dropped, as everywhere in JSON. How many types a value has is the service's business.
 *
 * The refusals are those of AWS's framework (recorded in dynalite's conformance tests).
 */
import { MalformedInput } from "../malformed-input.ts";

type Json = Readonly<Record<string, unknown>>;

/** Levels of attribute values; DynamoDB has 32 and says itself that more are too many. */
const LEVELS_MAX = 64;

/** @throws {MalformedInput} */
export function readAttributeValue(value: unknown, level = 0): unknown {
  if (typeof value !== "object" || value === null) throw new MalformedInput("type", "Unexpected value type in payload");
  if (Array.isArray(value)) {
    throw new MalformedInput(
      "type",
      "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue",
    );
  }
  if (level > LEVELS_MAX) throw new MalformedInput("limit", "The value is nested too deeply");
  let dropped: Record<string, unknown> | undefined;
  for (const type in value) {
    const member = (value as Json)[type];
    const read = member === null ? undefined : READERS[type];
    if (read === undefined) dropped ??= { ...value };
    else {
      const checked = read(member, level);
      if (checked !== member) (dropped ??= { ...value })[type] = checked;
    }
  }
  return dropped === undefined ? value : withoutUnknown(dropped);
}

function withoutUnknown(value: Record<string, unknown>): unknown {
  for (const type of Object.keys(value)) {
    const isKnown = Object.hasOwn(READERS, type) && value[type] !== null;
    if (!isKnown) delete value[type];
  }
  return value;
}

type MemberReader = (member: unknown, level: number) => unknown;

const READERS: Readonly<Record<string, MemberReader>> = Object.assign(Object.create(null) as object, {
  S: text,
  N: text,
  B: base64,
  BOOL: truth,
  NULL: truth,
  SS: (member: unknown) => listOf(member, text),
  NS: (member: unknown) => listOf(member, text),
  BS: (member: unknown) => listOf(member, base64),
  L: (member: unknown, level: number) => listOf(member, (element) => readAttributeValue(element, level + 1)),
  M: (member: unknown, level: number) => mapOf(member, level),
});

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw conversion(value, "String");
}

function truth(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") {
    // AWS: takes these words.
    if (/^(?:true|1|yes)$/i.test(value)) return true;
    if (/^(?:false|0|no)$/i.test(value)) return false;
    throw new MalformedInput("type", "Unexpected token received from parser");
  }
  throw conversion(value, "Boolean");
}

/** Whole groups, padding at the end, and no bits beyond the last byte. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

function base64(value: unknown): string {
  if (typeof value !== "string") {
    if (typeof value !== "object" || value === null)
      throw new MalformedInput("type", "only base-64-encoded strings are convertible to bytes");
    throw conversion(value, "Blob");
  }
  if (value.length % 4 !== 0) {
    throw new MalformedInput(
      "type",
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`,
    );
  }
  if (!BASE64.test(value)) throw new MalformedInput("type", "Invalid last non-pad Base64 character dectected");
  return value;
}

function listOf(value: unknown, read: (element: unknown) => unknown): unknown {
  if (!Array.isArray(value)) {
    throw new MalformedInput(
      "type",
      typeof value === "object" && value !== null
        ? "Start of structure or map found where not expected"
        : "Unexpected field type",
    );
  }
  const elements: readonly unknown[] = value;
  let changed = false;
  const checked = elements.flatMap((element) => {
    if (element === null) {
      changed = true;
      return [];
    }
    const result = read(element);
    changed ||= result !== element;
    return [result];
  });
  return changed ? checked : value;
}

function mapOf(value: unknown, level: number): unknown {
  if (typeof value !== "object" || value === null) throw new MalformedInput("type", "Unexpected field type");
  if (Array.isArray(value)) {
    throw new MalformedInput(
      "type",
      "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
    );
  }
  return readAttributeMap(value as Json, level + 1);
}

/** The values of a map; the map itself when nothing had to be dropped. @throws {MalformedInput} */
export function readAttributeMap(map: Json, level = 0): Json {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(map)) {
    const value = map[name];
    const checked = value === null ? undefined : readAttributeValue(value, level);
    if (checked === value) continue;
    copy ??= Object.assign(Object.create(null) as Record<string, unknown>, map);
    if (checked === undefined) delete copy[name];
    else copy[name] = checked;
  }
  return copy === undefined ? map : Object.fromEntries(Object.entries(copy));
}

function conversion(value: unknown, target: string): MalformedInput {
  if (typeof value === "object" && value !== null) {
    return new MalformedInput(
      "type",
      Array.isArray(value)
        ? `Unrecognized collection type class java.lang.${target}`
        : "Start of structure or map found where not expected",
    );
  }
  if (typeof value === "boolean")
    return new MalformedInput("type", `${value ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to ${target}`);
  if (typeof value === "number") {
    const kind = Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    return new MalformedInput("type", `${kind} cannot be converted to ${target}`);
  }
  return new MalformedInput("type", `STRING_VALUE cannot be converted to ${target}`);
}
