/**
 * A schema as plain, resolved objects. The SDK's `NormalizedSchema` is a view over number tuples that resolves names and traits
 * again at every visit; codecs walk a `Shape` instead, where each name was looked up once. Shapes are built when first
 * asked for and kept for the life of the process, so a service pays only for the operations that are called.
 * It holds no constraint that the SDK does not export (lengths, patterns, ranges).
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import { InvariantError } from "../runtime/assert.ts";

export type Traits = ReturnType<NormalizedSchema["getMergedTraits"]>;
export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

export interface ScalarShape {
  readonly kind: "string" | "number" | "boolean" | "blob" | "bigInteger" | "bigDecimal" | "document" | "unit";
}

export interface TimestampShape {
  readonly kind: "timestamp";
  /** Undefined where the protocol's default for the place applies. */
  readonly format: TimestampFormat | undefined;
}

export interface ListShape {
  readonly kind: "list";
  readonly sparse: boolean;
  readonly element: Member;
}

export interface MapShape {
  readonly kind: "map";
  readonly sparse: boolean;
  readonly key: Member;
  readonly value: Member;
}

export interface StructureShape {
  readonly kind: "structure";
  readonly name: string;
  readonly isUnion: boolean;
  readonly traits: Traits;
  readonly members: readonly Member[];
}

export type Shape = ScalarShape | TimestampShape | ListShape | MapShape | StructureShape;

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** The traits of the target with those of the member on top. */
  readonly traits: Traits;
  readonly isRequired: boolean;
  /** A stream of bytes, or of events when the shape is a structure. */
  readonly isStreaming: boolean;
}

const SCALAR_KINDS: Readonly<Record<number | string, ScalarShape["kind"]>> = {
  0: "string",
  1: "number",
  2: "boolean",
  15: "document",
  17: "bigInteger",
  19: "bigDecimal",
  21: "blob",
  42: "blob",
  unit: "unit",
};
const TIMESTAMP_FORMATS: Readonly<Record<number, TimestampFormat>> = {
  5: "date-time",
  6: "http-date",
  7: "epoch-seconds",
};

const scalars = new Map<string, ScalarShape | TimestampShape>();
const aggregates = new WeakMap<object, Map<string, Shape>>();

/** The shape behind a schema; the same object for the same schema, so plans can be cached by it. */
export function shapeOf(schema: NormalizedSchema): Shape {
  const raw = schema.getSchema() as unknown;
  if (schema.isStructSchema()) return cached(raw as object, "structure", () => new LazyStructure(schema));
  const sparse = schema.getMergedTraits().sparse !== undefined;
  if (schema.isListSchema()) return collection(raw, sparse, () => new LazyList(schema, sparse));
  if (schema.isMapSchema()) return collection(raw, sparse, () => new LazyMap(schema, sparse));
  return scalarShape(raw);
}

/** The shape of an operation's input or output; a unit becomes a structure without members. */
export function structureOf(schema: NormalizedSchema): StructureShape {
  const shape = shapeOf(schema);
  if (shape.kind === "structure") return shape;
  return EMPTY_STRUCTURE;
}

const EMPTY_STRUCTURE: StructureShape = { kind: "structure", name: "Unit", isUnion: false, traits: {}, members: [] };

function collection(raw: unknown, sparse: boolean, build: () => Shape): Shape {
  // A list of a simple type is a bare number in the schema, so there is no object to remember it by.
  return typeof raw === "object" && raw !== null ? cached(raw, sparse ? "sparse" : "dense", build) : build();
}

function cached<S extends Shape>(raw: object, variant: string, build: () => S): S {
  let variants = aggregates.get(raw);
  if (variants === undefined) aggregates.set(raw, (variants = new Map()));
  let shape = variants.get(variant);
  if (shape === undefined) variants.set(variant, (shape = build()));
  return shape as S;
}

function scalarShape(raw: unknown): ScalarShape | TimestampShape {
  const key = String(raw);
  let shape = scalars.get(key);
  if (shape !== undefined) return shape;
  const kind = SCALAR_KINDS[key];
  if (kind !== undefined) shape = { kind };
  else if (typeof raw === "number" && raw >= 4 && raw <= 7)
    shape = { kind: "timestamp", format: TIMESTAMP_FORMATS[raw] };
  else throw new InvariantError(`the schema type ${key} is unknown; the SDK is newer than this program`);
  scalars.set(key, shape);
  return shape;
}

function memberOf(name: string, schema: NormalizedSchema, isRequired: boolean): Member {
  const traits = schema.getMergedTraits();
  return { name, shape: shapeOf(schema), traits, isRequired, isStreaming: schema.isStreaming() };
}

class LazyStructure implements StructureShape {
  readonly kind = "structure";
  readonly name: string;
  readonly isUnion: boolean;
  readonly traits: Traits;
  readonly #schema: NormalizedSchema;
  #members: readonly Member[] | undefined;

  constructor(schema: NormalizedSchema) {
    this.#schema = schema;
    this.name = schema.getName() ?? "";
    this.isUnion = schema.isUnionSchema();
    this.traits = schema.getOwnTraits();
  }

  get members(): readonly Member[] {
    return (this.#members ??= this.#resolve());
  }

  #resolve(): readonly Member[] {
    // Slot 6 of a structure tuple counts the required members, which the SDK lists first.
    const requiredCount = ((this.#schema.getSchema() as unknown[])[6] as number | undefined) ?? 0;
    return [...this.#schema.structIterator()].map(([name, member], index) =>
      memberOf(name, member, index < requiredCount),
    );
  }
}

class LazyList implements ListShape {
  readonly kind = "list";
  readonly sparse: boolean;
  readonly #schema: NormalizedSchema;
  #element: Member | undefined;

  constructor(schema: NormalizedSchema, sparse: boolean) {
    this.#schema = schema;
    this.sparse = sparse;
  }

  get element(): Member {
    return (this.#element ??= memberOf("member", this.#schema.getValueSchema(), false));
  }
}

class LazyMap implements MapShape {
  readonly kind = "map";
  readonly sparse: boolean;
  readonly #schema: NormalizedSchema;
  #key: Member | undefined;
  #value: Member | undefined;

  constructor(schema: NormalizedSchema, sparse: boolean) {
    this.#schema = schema;
    this.sparse = sparse;
  }

  get key(): Member {
    return (this.#key ??= memberOf("key", this.#schema.getKeySchema(), false));
  }

  get value(): Member {
    return (this.#value ??= memberOf("value", this.#schema.getValueSchema(), false));
  }
}
