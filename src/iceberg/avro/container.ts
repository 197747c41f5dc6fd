/**
 * Avro object container files: a header with the schema and other properties, then blocks of records, each compressed for itself. Written in one block, deflated.
 *
 * @see https://avro.apache.org/docs/1.11.1/specification/ ("Object Container Files")
 */
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { IcebergError } from "../iceberg-error.ts";
import {
  type AvroRecord,
  type AvroSchema,
  type AvroValue,
  isAvroSchema,
  readValue,
  writeValue,
} from "./avro-schema.ts";
import { AvroReader, AvroWriter, malformed } from "./binary.ts";

const MAGIC = Uint8Array.of(0x4f, 0x62, 0x6a, 0x01);
const SYNC_BYTES = 16;
/** Bytes that one block may have when it is inflated. */
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;
const PROPERTIES: AvroSchema = { type: "map", values: "bytes" };

export interface AvroFile {
  /** Without `avro.schema` and `avro.codec`. */
  readonly properties: Readonly<Record<string, string>>;
  readonly records: readonly Readonly<Record<string, AvroValue>>[];
}

export function writeAvroFile(schema: AvroRecord, { properties, records }: AvroFile): Uint8Array {
  const body = new AvroWriter();
  for (const record of records) writeValue(body, schema, record);
  const block = deflateRawSync(body.finish());
  // AWS and others take random markers; one that follows from the content makes equal files equal.
  const sync = createHash("md5").update(block).digest();
  const header = { ...properties, "avro.schema": JSON.stringify(schema), "avro.codec": "deflate" };
  const writer = new AvroWriter();
  writer.raw(MAGIC);
  writeValue(
    writer,
    PROPERTIES,
    Object.fromEntries(Object.entries(header).map(([name, text]) => [name, Buffer.from(text)])),
  );
  writer.raw(sync);
  if (records.length > 0) {
    writer.long(BigInt(records.length));
    writer.bytes(block);
    writer.raw(sync);
  }
  return writer.finish();
}

/** @throws {IcebergError} malformed; unsupported for codecs other than null and deflate */
export function readAvroFile(bytes: Uint8Array): AvroFile {
  const reader = new AvroReader(bytes);
  if (Buffer.compare(reader.raw(MAGIC.length), MAGIC) !== 0) throw malformed("it begins with other bytes");
  const header = readValue(reader, PROPERTIES) as Readonly<Record<string, Uint8Array>>;
  const { "avro.schema": schema, "avro.codec": codec = "null", ...properties } = textsOf(header);
  if (codec !== "null" && codec !== "deflate")
    throw new IcebergError("unsupported", `Avro files with the codec ${codec} are not read`);
  const recordSchema = parseSchema(schema);
  const sync = Buffer.from(reader.raw(SYNC_BYTES));
  const records: Readonly<Record<string, AvroValue>>[] = [];
  while (!reader.isAtEnd) {
    const count = reader.count();
    const block = reader.bytes();
    const body = new AvroReader(codec === "null" ? block : inflate(block));
    for (let index = 0; index < count; index++)
      records.push(readValue(body, recordSchema) as Readonly<Record<string, AvroValue>>);
    if (Buffer.compare(reader.raw(SYNC_BYTES), sync) !== 0) throw malformed("a block does not end with its marker");
  }
  return { properties, records };
}

function textsOf(header: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(Object.entries(header).map(([name, value]) => [name, Buffer.from(value).toString()]));
}

/** Named types are written out where they first occur and named afterwards; Iceberg's files name none twice. */
function parseSchema(text: string | undefined): AvroSchema {
  try {
    const schema: unknown = JSON.parse(text ?? "");
    if (isAvroSchema(schema) && typeof schema === "object" && (schema as AvroRecord).type === "record") return schema;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw malformed("it has no schema of a record");
}

function inflate(block: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(block, { maxOutputLength: BLOCK_BYTES_MAX });
  } catch (error) {
    throw malformed(`a block cannot be inflated (${String(error)})`);
  }
}
