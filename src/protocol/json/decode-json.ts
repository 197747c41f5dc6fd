/**
 * JSON bytes to a value of a shape. Unlike the SDK's reader, which trusts its server, this one refuses a value of another type, in
 * the words of AWS's own framework ("STRING_VALUE cannot be converted to Integer"). Unknown keys are ignored, as AWS does; a
 * repeated key counts with its last value.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html (read 2026-11-23)
 */
import { NumericValue } from "@smithy/core/serde";
import type { MapShape, Member, Shape, StructureShape, TimestampShape } from "../../model/shape.ts";
import { JSON_BYTES_WITHOUT_DEPTH_SCAN_MAX, NESTING_LEVELS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";
import { readBase64 } from "../text-values.ts";
import { dateOfEpochSeconds, readTimestamp } from "../timestamps.ts";
import { decodeUtf8 } from "../utf8.ts";
import { readAttributeMap, readAttributeValue } from "./attribute-value.ts";

export interface JsonDecoding {
  /** REST-JSON obeys `jsonName`; AWS JSON ignores it. */
  readonly usesJsonName: boolean;
  /** DynamoDB's attribute values are checked and handed on as they stand. */
  readonly keepsAttributeValues?: boolean;
}

/** The JSON value of a body; an empty body is an empty object. @throws {MalformedInput} */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  if (bytes.length > JSON_BYTES_WITHOUT_DEPTH_SCAN_MAX) refuseDeepNesting(bytes);
  const text = decodeUtf8(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new MalformedInput("syntax", "The body is not valid JSON");
  }
}

/** @throws {MalformedInput} when the value is not of the shape */
export function decodeJson(shape: Shape, value: unknown, mode: JsonDecoding, depth = 0): unknown {
  if (depth > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The value is nested too deeply");
  switch (shape.kind) {
    case "structure":
      if (keepsValue(shape, mode)) return readAttributeValue(value);
      return decodeStructure(shape, objectOf(value), mode, depth);
    case "list": {
      if (!Array.isArray(value)) throw unexpected(value);
      const items = shape.sparse ? value : value.filter((item) => item !== null);
      return items.map((item) => (item === null ? null : decodeJson(shape.element.shape, item, mode, depth + 1)));
    }
    case "map":
      if (keepsValue(shape.value.shape, mode)) return readAttributeMap(objectOf(value));
      return decodeMap(shape, objectOf(value), mode, depth);
    case "document":
      return decodeDocument(value, depth);
    case "timestamp":
      return decodeTimestamp(shape, value);
    default:
      return decodeScalar(shape.kind, value);
  }
}

function keepsValue(shape: Shape, mode: JsonDecoding): boolean {
  return mode.keepsAttributeValues === true && shape.kind === "structure" && shape.name === "AttributeValue";
}

/** Members of a structure from a JSON object; `null` is as good as absent. */
export function decodeStructure(
  shape: StructureShape,
  object: Readonly<Record<string, unknown>>,
  mode: JsonDecoding,
  depth: number,
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const member of shape.members) {
    const key = jsonKey(member, mode.usesJsonName);
    const value = object[key];
    if (value !== undefined && value !== null && Object.hasOwn(object, key)) {
      output[member.name] = decodeJson(member.shape, value, mode, depth + 1);
    }
  }
  return output;
}

export function jsonKey(member: Member, usesJsonName: boolean): string {
  return usesJsonName ? ((member.traits.jsonName as string | undefined) ?? member.name) : member.name;
}

function decodeMap(
  shape: MapShape,
  object: Readonly<Record<string, unknown>>,
  mode: JsonDecoding,
  depth: number,
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== null) setOwnKey(output, key, decodeJson(shape.value.shape, value, mode, depth + 1));
    else if (shape.sparse) setOwnKey(output, key, null);
  }
  return output;
}

function decodeDocument(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The value is nested too deeply");
  for (const inner of Object.values(value)) decodeDocument(inner, depth + 1);
  return value;
}

function decodeTimestamp(shape: TimestampShape, value: unknown): Date {
  const format = shape.format ?? "epoch-seconds";
  if (format === "epoch-seconds" && typeof value === "number") return dateOfEpochSeconds(value);
  if (format !== "epoch-seconds" && typeof value === "string") return readTimestamp(value, format);
  throw conversion(value, "Timestamp");
}

function decodeScalar(
  kind: Exclude<Shape["kind"], "structure" | "list" | "map" | "document" | "timestamp">,
  value: unknown,
): unknown {
  switch (kind) {
    case "string":
      if (typeof value === "string") return value;
      throw conversion(value, "String");
    case "boolean":
      if (typeof value === "boolean") return value;
      throw conversion(value, "Boolean");
    case "blob":
      if (typeof value === "string") return readBase64(value);
      throw conversion(value, "Blob");
    case "number":
      return decodeNumber(value);
    case "bigInteger":
      if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
      throw conversion(value, "BigInteger");
    case "bigDecimal":
      if (typeof value === "number" && Number.isFinite(value)) return new NumericValue(String(value), "bigDecimal");
      throw conversion(value, "BigDecimal");
    case "unit":
      return undefined;
  }
}

function decodeNumber(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  switch (value) {
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Number.POSITIVE_INFINITY;
    case "-Infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      throw conversion(value, "Number");
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unexpected(value);
  return value as Readonly<Record<string, unknown>>;
}

// AWS: the wording of these refusals is that of the Coral framework (recorded in dynalite's conformance tests).
function unexpected(value: unknown): MalformedInput {
  if (Array.isArray(value))
    return new MalformedInput("type", "Unrecognized collection type: list found where a structure or map was expected");
  if (typeof value === "object" && value !== null)
    return new MalformedInput("type", "Start of structure or map found where not expected.");
  return new MalformedInput("type", "Unexpected value type in payload");
}

function conversion(value: unknown, target: string): MalformedInput {
  switch (typeof value) {
    case "string":
      return new MalformedInput("type", `STRING_VALUE cannot be converted to ${target}`);
    case "number":
      return new MalformedInput("type", `NUMBER_VALUE cannot be converted to ${target}`);
    case "boolean":
      return new MalformedInput("type", `${value ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to ${target}`);
    default:
      return new MalformedInput(
        "type",
        Array.isArray(value)
          ? "Start of list found where not expected"
          : "Start of structure or map found where not expected.",
      );
  }
}

/** Counts brackets outside strings, so that a large body of nothing but brackets is refused before it becomes objects. */
function refuseDeepNesting(bytes: Uint8Array): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The JSON is nested too deeply");
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
}
