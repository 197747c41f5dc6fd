/**
 * Brings a sent and a received value to a form in which equal means equal on the wire: absent and `undefined` members are one
 * thing, bytes are compared as hex, and what a wire form cannot express is folded together (a row each, below).
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { ProtocolName } from "../../../../src/model/service-model.ts";
import type { Direction } from "./generate-value.ts";

export interface Comparing {
  readonly protocol: ProtocolName;
  readonly direction: Direction;
}

export function comparable(schema: NormalizedSchema, value: unknown, comparing: Comparing): unknown {
  if (value === undefined || value === null) return undefined;
  if (schema.isStructSchema()) return structure(schema, value as Record<string, unknown>, comparing);
  if (schema.isListSchema())
    return fold(
      (value as unknown[]).map((item) => comparable(schema.getValueSchema(), item, comparing)),
      schema,
      comparing,
    );
  if (schema.isMapSchema()) {
    const entries = Object.entries(value as object).map(
      ([key, item]) => [key, comparable(schema.getValueSchema(), item, comparing)] as const,
    );
    return fold(Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1))), schema, comparing);
  }
  // A stream that is not there and one that is empty are the same to a reader.
  if (value instanceof Uint8Array && value.length === 0 && schema.isStreaming()) return undefined;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  // Where JSON.parse shows a number's source text (Node 22 and later), the SDK reads a whole number beyond 2^53 as a BigInt.
  if (schema.isNumericSchema() && typeof value === "bigint") return Number(value);
  if (value instanceof Date) return `date ${value.getTime()}`;
  return value;
}

function structure(schema: NormalizedSchema, value: Record<string, unknown>, comparing: Comparing): unknown {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const inner = comparable(member, value[name], comparing);
    if (inner !== undefined) result[name] = inner;
  }
  for (const name of Object.keys(value)) {
    if (!(name in result) && value[name] !== undefined && value[name] !== null && !knows(schema, name))
      result[`unknown member ${name}`] = value[name];
  }
  return fold(result, schema, comparing);
}

function knows(schema: NormalizedSchema, name: string): boolean {
  return [...schema.structIterator()].some(([known]) => known === name);
}

/** An empty collection has no form of its own in query requests, in flattened XML, in headers and in query strings. */
function fold(collection: object, schema: NormalizedSchema, { protocol, direction }: Comparing): unknown {
  if (Object.keys(collection).length > 0) return collection;
  const traits = schema.getMergedTraits() as Record<string, unknown>;
  const isQueryInput = protocol.endsWith("query") && direction === "input";
  const isBound =
    traits["httpHeader"] !== undefined ||
    traits["httpQuery"] !== undefined ||
    traits["httpPrefixHeaders"] !== undefined;
  return isQueryInput || isBound || traits["xmlFlattened"] !== undefined ? undefined : collection;
}
