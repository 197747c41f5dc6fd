/**
 * Values for an SDK schema: every member, the required ones only, or a random subset. It reads the SDK's own
 * `NormalizedSchema`, not our `Shape`, so that a member our model lost would show as a difference.
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { ProtocolName } from "../../../../src/model/service-model.ts";
import { isDemanded, isKeyAllowed, isLeftOut, valueFor } from "./exceptions.ts";
import type { SeededRandom } from "./seeded-random.ts";

export type Fullness = "all members" | "required members" | "some members";
export type Direction = "input" | "output" | "error";

export interface Generation {
  readonly client: string;
  readonly operation: string;
  readonly protocol: ProtocolName;
  readonly direction: Direction;
  readonly fullness: Fullness;
  readonly random: SeededRandom;
}

interface Place {
  readonly depth: number;
  /** Leaves that may still be made; afterwards only what is required. */
  readonly budget: { left: number };
}

const LEAVES_MAX = 250;
const DEPTH_MAX = 9;

export function generateValue(schema: NormalizedSchema, generation: Generation): Record<string, unknown> {
  return structure(schema, generation, { depth: 0, budget: { left: LEAVES_MAX } });
}

function structure(schema: NormalizedSchema, generation: Generation, place: Place): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  if (schema.isUnitSchema()) return value;
  const members = [...schema.structIterator()].filter(([name]) => !isLeftOut(generation, name, place.depth));
  if (schema.isUnionSchema()) {
    const usable = members.filter(([, member]) => place.depth < DEPTH_MAX || isLeaf(member));
    const [name, member] = generation.random.pick(usable.length > 0 ? usable : members);
    value[name] = generate(name, member, generation, place);
    return value;
  }
  const requiredCount = ((schema.getSchema() as unknown[])[6] as number | undefined) ?? 0;
  const required = new Set([...schema.structIterator()].slice(0, requiredCount).map(([name]) => name));
  for (const [name, member] of members) {
    if (
      required.has(name) ||
      mustHave(member) ||
      isDemanded(generation, name, place.depth) ||
      wants(member, generation, place)
    ) {
      value[name] = generate(name, member, generation, place);
    }
  }
  if (isForm(generation) && place.depth > 0 && Object.keys(value).length === 0 && members.length > 0) {
    // A form has no way to say "an empty structure": nothing would be sent.
    const [name, member] = members.find(([, candidate]) => isLeaf(candidate)) ?? generation.random.pick(members);
    value[name] = generate(name, member, generation, place);
  }
  return value;
}

function isForm({ protocol, direction }: Generation): boolean {
  return protocol.endsWith("query") && direction === "input";
}

/** Labels are part of the path, so the client refuses to go without them. */
function mustHave(member: NormalizedSchema): boolean {
  const { httpLabel, hostLabel } = member.getMergedTraits() as { httpLabel?: number; hostLabel?: number };
  return httpLabel === 1 || hostLabel === 1;
}

function wants(member: NormalizedSchema, generation: Generation, place: Place): boolean {
  if (
    generation.fullness === "required members" ||
    place.budget.left <= 0 ||
    (place.depth >= DEPTH_MAX && !isLeaf(member))
  )
    return false;
  return generation.fullness === "all members" || generation.random.next() < 0.4;
}

function isLeaf(member: NormalizedSchema): boolean {
  return !member.isStructSchema() && !member.isListSchema() && !member.isMapSchema();
}

function generate(name: string, member: NormalizedSchema, generation: Generation, place: Place): unknown {
  const fixed = valueFor(generation, name, member, place.depth);
  if (fixed !== undefined) return fixed;
  const { random } = generation;
  const inner = { ...place, depth: place.depth + 1 };
  place.budget.left -= 1;
  if (member.isStructSchema()) return structure(member, generation, inner);
  if (member.isListSchema()) {
    const { httpHeader, httpQuery, xmlFlattened } = member.getMergedTraits();
    const cannotBeEmpty =
      isForm(generation) || httpHeader !== undefined || httpQuery !== undefined || xmlFlattened !== undefined;
    const count = cannotBeEmpty ? 1 + random.below(3) : random.below(4);
    const element = placed(member.getValueSchema(), member);
    return Array.from({ length: count }, () => generate(name, element, generation, inner));
  }
  if (member.isMapSchema()) {
    const value = placed(member.getValueSchema(), member);
    const keyCount = isForm(generation) ? 1 + random.below(3) : random.below(4);
    const keys = Array.from({ length: keyCount }, () => text(member, generation, true)).filter((key) =>
      isKeyAllowed(generation, key),
    );
    return Object.fromEntries(keys.map((key) => [key, generate(name, value, generation, inner)]));
  }
  return scalar(member, generation);
}

/** Elements of a list or map travel where the collection travels. */
function placed(element: NormalizedSchema, container: NormalizedSchema): NormalizedSchema {
  const { httpHeader, httpPrefixHeaders, httpQuery, httpLabel } = container.getMergedTraits();
  const traits = Object.fromEntries(
    Object.entries({ httpHeader, httpPrefixHeaders, httpQuery, httpLabel }).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(traits).length === 0) return element;
  return new Proxy(element, {
    get(target, key) {
      if (key === "getMergedTraits") return () => ({ ...target.getMergedTraits(), ...traits });
      const found = Reflect.get(target, key, target) as unknown;
      return typeof found === "function" ? (found as (...args: unknown[]) => unknown).bind(target) : found;
    },
  });
}

function scalar(member: NormalizedSchema, generation: Generation): unknown {
  const { random } = generation;
  if (member.isBlobSchema()) return Uint8Array.from({ length: random.below(20) + 1 }, () => random.below(256));
  if (member.isTimestampSchema()) return timestamp(member, generation);
  if (member.isBooleanSchema()) return random.next() < 0.5;
  if (member.isNumericSchema())
    return random.pick([
      0,
      1,
      -1,
      42,
      2147483647,
      Number.MAX_SAFE_INTEGER,
      random.below(1000),
      0.5,
      -12.25,
      1e21,
      1.5e-7,
    ]);
  if (member.isDocumentSchema()) return document(generation);
  return text(member, generation, false);
}

function document({ random, protocol }: Generation): unknown {
  if (protocol === "aws-query" || protocol === "ec2-query") return "text";
  return random.pick<unknown>([
    { a: [1, "two", { three: false }], "": null },
    "text",
    7.5,
    [true, []],
    { nested: { deeper: { "<&>": "é😀" } } },
  ]);
}

function timestamp(member: NormalizedSchema, { random }: Generation): Date {
  const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
  const inHeader = httpHeader !== undefined || httpPrefixHeaders !== undefined;
  // HTTP dates hold whole seconds, of years with four digits.
  const isHttpDate = member.getSchema() === 6 || (member.getSchema() === 4 && inHeader);
  const seconds = random.pick([0, 1, 951782400, 1709164800, 4102444799, random.below(2 ** 31)]);
  return new Date(seconds * 1000 + (isHttpDate ? 0 : random.pick([0, 0, 1, 500, 999])));
}

const PLAIN = ["a", "value", "Name-1", "arn:aws:s3:::bucket/key", "2024-01-01", "0", "true", "null", "x".repeat(300)];
const NASTY = [
  " leading and trailing ",
  "a&b<c>d\"e'f",
  "&amp;&lt;![CDATA[x]]>",
  "100% +plus=and&amp",
  "a.1.member.2",
  "é ü ß 日本語",
  "😀 astral 𝒳",
  "tab\tand\nline\r\nends\r",
  "\u0085 \u2028 \u2029 \u00a0",
  'back\\slash "quote" {brace} [bracket]',
  "__proto__",
  "constructor",
  "%2F%252F",
  "//double//slash/",
  "../..",
  "#text",
  "",
];
/** Legal in JSON and forms, not in XML. */
const CONTROLS = ["\u0000 nul", "\u0001\u001f", "\u007f"];
/** Legal in JSON only. */
const SURROGATES = ["\ud800 lone high", "lone low \udc00"];
const HEADER_SAFE = [
  "a",
  "some value",
  "a,b",
  'quo"ted',
  "semi;colon=1",
  "!#$%&'*+-.^_`|~",
  'W/"etag"',
  "bytes=0-5,7-9",
];

function text(member: NormalizedSchema, generation: Generation, isKey: boolean): string {
  const { random, protocol } = generation;
  const { httpHeader, httpPrefixHeaders, httpLabel, httpQuery, httpPayload, hostLabel } =
    member.getMergedTraits() as Record<string, unknown>;
  if (hostLabel !== undefined) return `label-${random.below(1000)}`;
  if (isKey && httpPrefixHeaders !== undefined) return `key-${random.below(1000)}.x_y`;
  if (httpHeader !== undefined || httpPrefixHeaders !== undefined) return random.pick(HEADER_SAFE);
  const pool = random.next() < 0.4 ? PLAIN : NASTY;
  let value = random.pick(pool);
  const isInDocument = httpLabel === undefined && httpQuery === undefined && httpPayload === undefined;
  if (protocol.includes("json") && isInDocument && random.next() < 0.1)
    value = random.pick([...CONTROLS, ...SURROGATES]);
  if (protocol.includes("query") && generation.direction === "input" && random.next() < 0.1)
    value = random.pick(CONTROLS);
  if (httpLabel !== undefined) return value === "" ? "label" : value;
  return value === "" && (isKey || httpPayload !== undefined) ? "key" : value;
}
