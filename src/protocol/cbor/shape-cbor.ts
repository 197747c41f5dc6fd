/**
 * Between plain CBOR values and values of a shape, both ways. Reading checks types, as every reader of requests here does.
 */
import { dateToTag } from "@smithy/core/cbor";
import type { Shape, StructureShape } from "../../model/shape.ts";
import { NESTING_LEVELS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";

/** @throws {MalformedInput} when the value is not of the shape */
export function fromCbor(shape: Shape, value: unknown, depth = 0): unknown {
  if (depth > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The value is nested too deeply");
  switch (shape.kind) {
    case "structure":
      return structureFromCbor(shape, value, depth);
    case "list":
      if (!Array.isArray(value)) throw mismatch(shape);
      return value
        .filter((item) => shape.sparse || item !== null)
        .map((item) => (item === null ? null : fromCbor(shape.element.shape, item, depth + 1)));
    case "map": {
      const output: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(mapOf(shape, value))) {
        if (item !== null) setOwnKey(output, key, fromCbor(shape.value.shape, item, depth + 1));
        else if (shape.sparse) setOwnKey(output, key, null);
      }
      return output;
    }
    case "document":
      return value;
    default:
      return scalarFromCbor(shape, value);
  }
}

function structureFromCbor(shape: StructureShape, value: unknown, depth: number): Record<string, unknown> {
  const map = mapOf(shape, value);
  const output: Record<string, unknown> = {};
  for (const member of shape.members) {
    const inner = Object.hasOwn(map, member.name) ? map[member.name] : undefined;
    if (inner !== undefined && inner !== null) output[member.name] = fromCbor(member.shape, inner, depth + 1);
  }
  return output;
}

function scalarFromCbor(shape: Shape, value: unknown): unknown {
  const isRight =
    (shape.kind === "string" && typeof value === "string") ||
    (shape.kind === "boolean" && typeof value === "boolean") ||
    (shape.kind === "number" && typeof value === "number") ||
    (shape.kind === "blob" && value instanceof Uint8Array) ||
    (shape.kind === "timestamp" && value instanceof Date);
  if (isRight) return value;
  if (typeof value === "bigint" || typeof value === "number") {
    if (shape.kind === "number") return Number(value);
    if (shape.kind === "bigInteger" && (typeof value === "bigint" || Number.isInteger(value))) return BigInt(value);
  }
  throw mismatch(shape);
}

/** A value as the SDK's CBOR writer takes it: absent members left out, dates as tags. */
export function toCbor(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "structure": {
      const output: Record<string, unknown> = {};
      for (const member of shape.members) {
        const inner = (value as Record<string, unknown>)[member.name];
        if (isThere(inner)) output[member.name] = toCbor(member.shape, inner);
      }
      return output;
    }
    case "list":
      return (value as unknown[])
        .filter((item) => shape.sparse || isThere(item))
        .map((item) => (isThere(item) ? toCbor(shape.element.shape, item) : null));
    case "map": {
      const output: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value as object)) {
        if (isThere(item)) setOwnKey(output, key, toCbor(shape.value.shape, item));
        else if (shape.sparse) setOwnKey(output, key, null);
      }
      return output;
    }
    case "timestamp":
      return dateToTag(value as Date);
    default:
      return value;
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function mapOf(shape: Shape, value: unknown): Readonly<Record<string, unknown>> {
  if (
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Date ||
    value instanceof Uint8Array
  )
    throw mismatch(shape);
  return value as Readonly<Record<string, unknown>>;
}

function mismatch(shape: Shape): MalformedInput {
  return new MalformedInput("type", `A value is not a ${shape.kind}`);
}
