/**
 * Scalars as text: the common ground of XML bodies, query forms, headers, labels and query strings. What differs
 * between places is only the default form of a timestamp. `mediaType` strings (base64 in headers) are not here: no
 * service that Lakebed has uses them.
 */
import { NumericValue } from "@smithy/core/serde";
import type { Shape, TimestampFormat } from "../model/shape.ts";
import { InvariantError } from "../runtime/assert.ts";
import { MalformedInput } from "./malformed-input.ts";
import { readTimestamp, writeTimestamp } from "./timestamps.ts";

export type TextReader = (text: string) => unknown;
export type TextWriter = (value: unknown) => string;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BIG_INTEGER = /^-?\d{1,400}$/;
const BIG_DECIMAL = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads one scalar. The reader throws `MalformedInput` for text of another type. */
export function textReader(shape: Shape, defaultFormat: TimestampFormat): TextReader {
  switch (shape.kind) {
    case "string":
    case "document":
      return identity;
    case "number":
      return readNumber;
    case "boolean":
      return readBoolean;
    case "blob":
      return readBase64;
    case "bigInteger":
      return readBigInteger;
    case "bigDecimal":
      return readBigDecimal;
    case "timestamp": {
      const format = shape.format ?? defaultFormat;
      return (text) => readTimestamp(text, format);
    }
    case "unit":
    case "list":
    case "map":
    case "structure":
      return refuseText;
  }
}

/** Writes one scalar. Handlers are typed, so a value of another type is a bug of ours. */
export function textWriter(shape: Shape, defaultFormat: TimestampFormat): TextWriter {
  switch (shape.kind) {
    case "blob":
      return writeBase64;
    case "timestamp": {
      const format = shape.format ?? defaultFormat;
      return (value) => writeTimestamp(value as Date, format);
    }
    case "unit":
    case "list":
    case "map":
    case "structure":
      throw new InvariantError(`a ${shape.kind} has no text form`);
    default:
      return String;
  }
}

/** @throws {MalformedInput} when the text is not base64 */
export function readBase64(text: string): Uint8Array {
  const compact = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  let end = compact.length;
  while (end > 0 && compact[end - 1] === "=") end -= 1;
  const bytes = Buffer.from(compact, "base64");
  // Buffer skips what it does not know, so a foreign character shows as a missing byte.
  if (bytes.length !== Math.floor((end * 3) / 4) || compact.length - end > 2) {
    throw new MalformedInput("type", "The value is not valid base64");
  }
  return bytes;
}

export function writeBase64(value: unknown): string {
  const bytes = value as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function identity(text: string): string {
  return text;
}

function readNumber(text: string): number {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  if (trimmed === "NaN") return Number.NaN;
  if (trimmed === "Infinity") return Number.POSITIVE_INFINITY;
  if (trimmed === "-Infinity") return Number.NEGATIVE_INFINITY;
  throw new MalformedInput("type", "The value is not a number");
}

function readBoolean(text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (lower === "true") return true;
  if (lower === "false") return false;
  throw new MalformedInput("type", "The value is not a boolean");
}

function readBigInteger(text: string): bigint {
  const trimmed = text.trim();
  if (!BIG_INTEGER.test(trimmed)) throw new MalformedInput("type", "The value is not an integer");
  return BigInt(trimmed);
}

function readBigDecimal(text: string): NumericValue {
  const trimmed = text.trim();
  if (!BIG_DECIMAL.test(trimmed)) throw new MalformedInput("type", "The value is not a decimal number");
  return new NumericValue(trimmed, "bigDecimal");
}

function refuseText(): never {
  throw new MalformedInput("type", "Text found where a structure was expected");
}
