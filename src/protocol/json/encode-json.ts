/**
 * A value of a shape to JSON text. Absent members are left out; numbers that JSON cannot hold are written as AWS
 * writes them (`"NaN"`, `"Infinity"`).
 */
import { NumericValue } from "@smithy/core/serde";
import { JsonText } from "../../kit/json-text.ts";
import type { ListShape, MapShape, Member, Shape } from "../../model/shape.ts";
import { writeBase64 } from "../text-values.ts";
import { writeTimestamp } from "../timestamps.ts";
import { jsonKey } from "./decode-json.ts";

export interface JsonEncoding {
  /** REST-JSON obeys `jsonName`; AWS JSON ignores it. */
  readonly usesJsonName: boolean;
}

/** A JSON object of the members that are there. */
export function encodeJsonMembers(
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
  mode: JsonEncoding,
): string {
  let json = "";
  for (const member of members) {
    const inner = value[member.name];
    if (inner === undefined || inner === null) continue;
    json += `${json === "" ? "" : ","}"${jsonKey(member, mode.usesJsonName)}":${encodeJson(member.shape, inner, mode)}`;
  }
  return `{${json}}`;
}

export function encodeJson(shape: Shape, value: unknown, mode: JsonEncoding): string {
  if (value instanceof JsonText) return value.text;
  switch (shape.kind) {
    case "structure":
      return encodeJsonMembers(shape.members, value as Readonly<Record<string, unknown>>, mode);
    case "list":
      return encodeList(shape, value as readonly unknown[], mode);
    case "map":
      return encodeMap(shape, value as Readonly<Record<string, unknown>>, mode);
    case "blob":
      return `"${writeBase64(value)}"`;
    case "timestamp": {
      const format = shape.format ?? "epoch-seconds";
      const text = writeTimestamp(value as Date, format);
      return format === "epoch-seconds" ? text : JSON.stringify(text);
    }
    case "number":
      return Number.isFinite(value) ? String(value) : `"${String(value)}"`;
    case "bigInteger":
      return String(value);
    case "bigDecimal":
      return value instanceof NumericValue ? value.string : String(value);
    default:
      return JSON.stringify(value) ?? "null";
  }
}

function encodeList(shape: ListShape, items: readonly unknown[], mode: JsonEncoding): string {
  const parts: string[] = [];
  for (const item of items) {
    if (item !== undefined && item !== null) parts.push(encodeJson(shape.element.shape, item, mode));
    else if (shape.sparse) parts.push("null");
  }
  return `[${parts.join(",")}]`;
}

function encodeMap(shape: MapShape, map: Readonly<Record<string, unknown>>, mode: JsonEncoding): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(map)) {
    if (value !== undefined && value !== null)
      parts.push(`${JSON.stringify(key)}:${encodeJson(shape.value.shape, value, mode)}`);
    else if (shape.sparse) parts.push(`${JSON.stringify(key)}:null`);
  }
  return `{${parts.join(",")}}`;
}
