/**
 * Everything the round-trip proof does not demand, in one table, each row with its reason. A row is either about what is generated (a
 * client that would refuse or rewrite the value before it is sent) or about what may differ afterwards.
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { Direction, Generation } from "./generate-value.ts";

interface Exception {
  readonly clients: readonly string[] | "all";
  readonly operations: readonly string[] | "all";
  readonly directions: readonly Direction[];
  /** Top-level members. */
  readonly members: readonly string[];
  readonly effect:
    /** Never sent or answered. */
    | { readonly kind: "left-out" }
    /** Only values that are legal there. */
    | { readonly kind: "value"; readonly values: readonly unknown[] }
    /** Always there, although the model does not require it. */
    | { readonly kind: "demanded" }
    /** The client adds the member by itself when it was not given. */
    | { readonly kind: "client-adds" };
  readonly reason: string;
}

const BUCKETS = ["bucket-a", "my.bucket.example", "b-123"];

export const EXCEPTIONS: readonly Exception[] = [
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["Bucket"],
    effect: { kind: "value", values: BUCKETS },
    reason: "The client's endpoint rules and its bucket-name check accept only bucket names.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["SSECustomerKey", "CopySourceSSECustomerKey", "SSECustomerKeyMD5", "CopySourceSSECustomerKeyMD5"],
    effect: { kind: "left-out" },
    reason:
      "A middleware of the client encodes the key and adds its MD5; the header bindings are the same as those of their neighbours.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["ContentLength"],
    effect: { kind: "left-out" },
    reason: "The client overwrites Content-Length with the length of the body it sends.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["ChecksumAlgorithm", "ChecksumMode"],
    effect: { kind: "left-out" },
    reason:
      "They make the client compute or verify checksums; that is the checksum middleware's business, not the protocol's.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["ChecksumAlgorithm", "ChecksumCRC32", "ContentMD5", "ContentLength"],
    effect: { kind: "client-adds" },
    reason: "Operations that require a checksum get one from the client; every body gets its length.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["input"],
    members: ["ContentType"],
    effect: { kind: "client-adds" },
    reason: "The client names a content type for every body, application/octet-stream when it was given none.",
  },
  {
    clients: ["ec2"],
    operations: ["CopySnapshot"],
    directions: ["input"],
    members: ["DestinationRegion", "PresignedUrl"],
    effect: { kind: "client-adds" },
    reason: "A middleware of the client presigns the request for the source Region.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["output"],
    members: ["ExpiresString"],
    effect: { kind: "client-adds" },
    reason: "A middleware of the client fills it from the Expires header.",
  },
  {
    clients: ["s3"],
    operations: "all",
    directions: ["output"],
    members: ["ExpiresString"],
    effect: { kind: "left-out" },
    reason: "It shares the Expires header with another member, so only one of the two can be sent.",
  },
  {
    clients: ["s3"],
    operations: ["CopyObject", "UploadPartCopy"],
    directions: ["output", "error"],
    members: ["CopyObjectResult", "CopyPartResult"],
    effect: { kind: "demanded" },
    reason:
      "The client takes an empty 200 answer to these for a broken copy, as AWS may fail after it has sent the status.",
  },
  {
    clients: ["s3-control"],
    operations: "all",
    directions: ["input"],
    members: ["Bucket", "Name", "OutpostId"],
    effect: { kind: "value", values: BUCKETS.map((bucket) => bucket.replaceAll(".", "-")) },
    reason: "The client's endpoint rules read ARNs in them, and accept only host labels otherwise.",
  },
];

/** Map keys that cannot make the round trip. */
export const LOST_KEYS: readonly {
  readonly directions: readonly Direction[];
  readonly key: string;
  readonly reason: string;
}[] = [
  {
    directions: ["output", "error"],
    key: "__proto__",
    reason:
      "The client's JSON reader clears a value under this key before it converts it (writeKey in JsonShapeDeserializer2).",
  },
];

/** Operations of which one direction cannot be proven, each with its reason. */
export const EXCLUDED: readonly {
  readonly client: string;
  readonly operation: string;
  readonly direction: Direction;
  readonly reason: string;
}[] = [
  {
    client: "s3",
    operation: "SelectObjectContent",
    direction: "output",
    reason: "The answer is a stream of events, which is specified in test/spec/protocol/event-stream.test.ts.",
  },
];

export function isLeftOut(generation: Generation, member: string, depth: number): boolean {
  return depth === 0 && effectsOn(generation, member).some((effect) => effect.kind === "left-out");
}

export function valueFor(generation: Generation, member: string, _schema: NormalizedSchema, depth: number): unknown {
  if (depth > 0) return undefined;
  const fixed = effectsOn(generation, member).find((effect) => effect.kind === "value");
  return fixed?.kind === "value" ? generation.random.pick(fixed.values) : undefined;
}

export function isDemanded(generation: Generation, member: string, depth: number): boolean {
  return depth === 0 && effectsOn(generation, member).some((effect) => effect.kind === "demanded");
}

export function isKeyAllowed(generation: Generation, key: string): boolean {
  return !LOST_KEYS.some((row) => row.key === key && row.directions.includes(generation.direction));
}

export function mayBeAdded(
  generation: Pick<Generation, "client" | "operation" | "direction">,
  member: string,
): boolean {
  return effectsOn(generation, member).some((effect) => effect.kind === "client-adds");
}

export function isExcluded(client: string, operation: string, direction: Direction): boolean {
  return EXCLUDED.some((row) => row.client === client && row.operation === operation && row.direction === direction);
}

function effectsOn(
  generation: Pick<Generation, "client" | "operation" | "direction">,
  member: string,
): readonly Exception["effect"][] {
  return EXCEPTIONS.filter(
    (row) =>
      row.members.includes(member) &&
      row.directions.includes(generation.direction) &&
      (row.clients === "all" || row.clients.includes(generation.client)) &&
      (row.operations === "all" || row.operations.includes(generation.operation)),
  ).map((row) => row.effect);
}
