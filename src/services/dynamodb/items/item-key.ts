/**
 * Keys of items in a store: a hash of the partition key, then each key attribute, so that items of one partition key lie together in the order of their sort keys. Texts
 * sort by UTF-8, binary by unsigned bytes, numbers by value (`orderedText`).
 */
import { crc32 } from "node:zlib";
import type { Key, KeyPart } from "../../../storage/record-store.ts";
import { invalidValues, keyMismatch, validation } from "../errors.ts";
import { PARTITION_KEY_BYTES_MAX, SORT_KEY_BYTES_MAX } from "../limits.ts";
import { itemKey } from "../records.ts";
import { type AttributeValue, attributeOf, type Item, type ScalarType, typeOf } from "../values/attribute-value.ts";
import { binaryBytes } from "../values/item-size.ts";
import { orderedText } from "../values/numbers.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: ScalarType;
}

/** The keys of a table or index with their types. */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
  readonly all: readonly KeyAttribute[];
}

/** Hashes are below this. */
export const HASHES = 2 ** 32;

const LONE_SURROGATE = /\p{Surrogate}/u;

export function keyPart(value: AttributeValue): KeyPart {
  if (value.S !== undefined) {
    // No UTF-8 text can hold half of a character, and two such keys would become one.
    if (LONE_SURROGATE.test(value.S)) throw invalidValues("A key attribute holds text that is not valid UTF-8");
    return value.S;
  }
  if (value.N !== undefined) return orderedText(value.N);
  return new Uint8Array(Buffer.from(value.B ?? "", "base64"));
}

export function hashOf(partition: readonly KeyPart[]): number {
  let hash = 0;
  for (const part of partition) hash = crc32(typeof part === "string" ? part : (part as Uint8Array), hash);
  return hash;
}

/** Key parts of an item's key attributes, or undefined when one of them is missing or of another type. */
export function partsOf(item: Item, attributes: readonly KeyAttribute[]): KeyPart[] | undefined {
  const parts: KeyPart[] = [];
  for (const { name, type } of attributes) {
    const value = attributeOf(item, name);
    if (value === undefined || typeOf(value) !== type) return undefined;
    parts.push(keyPart(value));
  }
  return parts;
}

/** Where the items of one partition key begin. */
export function partitionPrefix(store: string, partition: readonly KeyPart[]): Key {
  return itemKey(store, hashOf(partition), ...partition);
}

/** The key of an item whose key attributes are known to be right. */
export function storedKey(store: string, schema: KeySchema, item: Item): Key {
  const partition = partsOf(item, schema.partition);
  const sort = partsOf(item, schema.sort);
  if (partition === undefined || sort === undefined) throw keyMismatch();
  return itemKey(store, hashOf(partition), ...partition, ...sort);
}

/** `Key` of a request: exactly the table's keys. @throws {ServiceError} ValidationException */
export function checkKey(key: Item, schema: KeySchema): void {
  if (Object.keys(key).length !== schema.all.length) throw keyMismatch();
  for (const attribute of schema.all) {
    const value = attributeOf(key, attribute.name);
    if (value === undefined || typeOf(value) !== attribute.type) throw keyMismatch();
    checkKeyValue(attribute, value, schema);
  }
}

/** A whole item, by what the table's keys must be. @throws {ServiceError} ValidationException */
export function checkItemKeys(item: Item, schema: KeySchema): void {
  for (const attribute of schema.all) {
    const { name, type } = attribute;
    const value = attributeOf(item, name);
    if (value === undefined) throw invalidValues(`Missing the key ${name} in the item`);
    const actual = typeOf(value);
    if (actual !== type) throw invalidValues(`Type mismatch for key ${name} expected: ${type} actual: ${actual}`);
    checkKeyValue(attribute, value, schema);
  }
}

/** Emptiness and size. @throws {ServiceError} ValidationException */
function checkKeyValue({ name }: KeyAttribute, value: AttributeValue, { partition }: KeySchema): void {
  const emptiness = emptinessOf(value);
  if (emptiness !== undefined) {
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${emptiness} value. Key: ${name}`,
    );
  }
  const bytes = keyBytes(value);
  const isPartition = partition.some((attribute) => attribute.name === name);
  // AWS: the missing space is its own.
  if (isPartition && bytes > PARTITION_KEY_BYTES_MAX)
    throw invalidValues(`Size of hashkey has exceeded the maximum size limit of${PARTITION_KEY_BYTES_MAX} bytes`);
  if (!isPartition && bytes > SORT_KEY_BYTES_MAX)
    throw invalidValues(`Aggregated size of all range keys has exceeded the size limit of ${SORT_KEY_BYTES_MAX} bytes`);
}

export function emptinessOf(value: AttributeValue): "string" | "binary" | undefined {
  if (value.S === "") return "string";
  return value.B === "" ? "binary" : undefined;
}

/** Bytes of a key's value; numbers are never too long. */
export function keyBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  return value.B === undefined ? 0 : binaryBytes(value.B);
}
