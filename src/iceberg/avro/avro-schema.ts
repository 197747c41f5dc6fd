/**
 * Values by an Avro schema, both ways. A union is `null` and one other type, as everywhere in Iceberg's files; an absent value is undefined. Values of records are plain
 * objects by field name, longs and ints are bigint.
 *
 * Left out: enums, unions of more, and schema resolution: a file is read by the schema that it brings.
 */
import { IcebergError } from "../iceberg-error.ts";
import { type AvroReader, type AvroWriter, malformed } from "./binary.ts";

export type AvroPrimitive = "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";

export interface AvroRecord {
  readonly type: "record";
  readonly name: string;
  readonly fields: readonly AvroField[];
}

/** Other properties (`field-id`, `doc`, `default`) are written and ignored here. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly [property: string]: unknown;
}

interface AvroArray {
  readonly type: "array";
  readonly items: AvroSchema;
  readonly [property: string]: unknown;
}

interface AvroMap {
  readonly type: "map";
  readonly values: AvroSchema;
}

interface AvroFixed {
  readonly type: "fixed";
  readonly name: string;
  readonly size: number;
}

/** A primitive with properties, such as a logical type. */
interface AvroAnnotated {
  readonly type: AvroPrimitive;
  readonly [property: string]: unknown;
}

export type AvroSchema =
  | AvroPrimitive
  | AvroRecord
  | AvroArray
  | AvroMap
  | AvroFixed
  | AvroAnnotated
  | readonly AvroSchema[];

export type AvroValue =
  | undefined
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly AvroValue[]
  | { readonly [name: string]: AvroValue };

/** How deep values may be nested in a file that somebody else wrote. */
const DEPTH_MAX = 32;

const PRIMITIVES: ReadonlySet<unknown> = new Set([
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
]);

/** Whether somebody else's JSON is a schema of the kinds that are read here. */
export function isAvroSchema(value: unknown, depth = 0): value is AvroSchema {
  if (depth > DEPTH_MAX) return false;
  if (typeof value === "string") return PRIMITIVES.has(value);
  if (Array.isArray(value)) return value.every((branch) => isAvroSchema(branch, depth + 1));
  if (typeof value !== "object" || value === null) return false;
  const schema = value as Readonly<Record<string, unknown>>;
  switch (schema["type"]) {
    case "record":
      return Array.isArray(schema["fields"]) && schema["fields"].every((field) => isField(field, depth + 1));
    case "array":
      return isAvroSchema(schema["items"], depth + 1);
    case "map":
      return isAvroSchema(schema["values"], depth + 1);
    case "fixed":
      return Number.isSafeInteger(schema["size"]);
    default:
      return PRIMITIVES.has(schema["type"]);
  }
}

function isField(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { name, type } = value as Readonly<Record<string, unknown>>;
  return typeof name === "string" && isAvroSchema(type, depth);
}

export function writeValue(writer: AvroWriter, schema: AvroSchema, value: AvroValue): void {
  if (typeof schema === "string") return writePrimitive(writer, schema, value);
  if (isUnion(schema)) {
    const index = schema.findIndex((branch) => (branch === "null") === (value === undefined));
    const branch = schema[index];
    if (branch === undefined) throw new TypeError("a union has no branch for a value");
    writer.long(BigInt(index));
    return writeValue(writer, branch, value);
  }
  switch (schema.type) {
    case "record": {
      const fields = value as { readonly [name: string]: AvroValue };
      for (const { name, type } of (schema as AvroRecord).fields) writeValue(writer, type, fields[name]);
      return;
    }
    case "array": {
      const items = value as readonly AvroValue[];
      if (items.length > 0) writer.long(BigInt(items.length));
      for (const item of items) writeValue(writer, (schema as AvroArray).items, item);
      return writer.long(0n);
    }
    case "map": {
      const entries = Object.entries(value as { readonly [name: string]: AvroValue });
      if (entries.length > 0) writer.long(BigInt(entries.length));
      for (const [name, item] of entries) {
        writer.string(name);
        writeValue(writer, (schema as AvroMap).values, item);
      }
      return writer.long(0n);
    }
    case "fixed":
      return writer.raw(value as Uint8Array);
    default:
      return writePrimitive(writer, schema.type, value);
  }
}

function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

function writePrimitive(writer: AvroWriter, type: AvroPrimitive, value: AvroValue): void {
  switch (type) {
    case "null":
      return;
    case "boolean":
      return writer.boolean(value as boolean);
    case "int":
    case "long":
      return writer.long(value as bigint);
    case "float":
      return writer.float(value as number);
    case "double":
      return writer.double(value as number);
    case "bytes":
      return writer.bytes(value as Uint8Array);
    case "string":
      return writer.string(value as string);
  }
}

/** @throws {IcebergError} malformed, unsupported */
export function readValue(reader: AvroReader, schema: AvroSchema, depth = 0): AvroValue {
  if (depth > DEPTH_MAX) throw malformed("values are nested too deep");
  if (typeof schema === "string") return readPrimitive(reader, schema);
  if (isUnion(schema)) {
    const branch = schema[reader.count()];
    if (branch === undefined) throw malformed("a union has no such branch");
    return readValue(reader, branch, depth + 1);
  }
  switch (schema.type) {
    case "record": {
      const value: Record<string, AvroValue> = {};
      for (const field of (schema as AvroRecord).fields) value[field.name] = readValue(reader, field.type, depth + 1);
      return value;
    }
    case "array":
      return readBlocks(reader, () => readValue(reader, (schema as AvroArray).items, depth + 1));
    case "map":
      return Object.fromEntries(
        readBlocks(reader, () => [reader.string(), readValue(reader, (schema as AvroMap).values, depth + 1)] as const),
      );
    case "fixed":
      return Uint8Array.from(reader.raw((schema as AvroFixed).size));
    default:
      return readPrimitive(reader, schema.type);
  }
}

/** A negative count is followed by the block's size in bytes. */
function readBlocks<Item>(reader: AvroReader, readItem: () => Item): Item[] {
  const items: Item[] = [];
  for (;;) {
    const count = reader.long();
    if (count === 0n) return items;
    if (count < 0n) reader.long();
    const size = count < 0n ? -count : count;
    if (size > BigInt(reader.bytesLeft)) throw malformed("a block has more items than bytes");
    for (let index = 0n; index < size; index++) items.push(readItem());
  }
}

function readPrimitive(reader: AvroReader, type: AvroPrimitive): AvroValue {
  switch (type) {
    case "null":
      return undefined;
    case "boolean":
      return reader.boolean();
    case "int":
    case "long":
      return reader.long();
    case "float":
      return reader.float();
    case "double":
      return reader.double();
    case "bytes":
      return reader.bytes();
    case "string":
      return reader.string();
    default:
      throw new IcebergError("unsupported", `Avro files with ${JSON.stringify(type)} are not read`);
  }
}
