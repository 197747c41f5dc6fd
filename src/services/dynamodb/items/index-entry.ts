/** What an index holds of an item and where; and AWS's rules on values of index keys. */
import type { Key } from "../../../storage/record-store.ts";
import { invalidValues, validation } from "../errors.ts";
import type { Index, Table } from "../tables/table.ts";
import {
  type AttributeValue,
  attributeOf,
  type Item,
  type ItemDraft,
  setAttribute,
  typeOf,
} from "../values/attribute-value.ts";
import { PARTITION_KEY_BYTES_MAX, SORT_KEY_BYTES_MAX } from "../limits.ts";
import { itemKey } from "../records.ts";
import { emptinessOf, hashOf, type KeyAttribute, keyBytes, partsOf } from "./item-key.ts";

/** Where an item stands in an index; undefined when it lacks a key of it, or has one of another type. */
export function entryKey(table: Table, index: Index, item: Item): Key | undefined {
  const partition = partsOf(item, index.schema.partition);
  const sort = partition === undefined ? undefined : partsOf(item, index.schema.sort);
  const own = sort === undefined ? undefined : partsOf(item, table.schema.all);
  if (partition === undefined || sort === undefined || own === undefined) return undefined;
  return itemKey(index.store, hashOf(partition), ...partition, ...sort, ...own);
}

/** The attributes that an index holds; the item itself when it holds all of them. */
export function entryItem(index: Index, item: Item): Item {
  const { attributes } = index;
  if (attributes === undefined) return item;
  const part: ItemDraft = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined && attributes.has(name)) setAttribute(part, name, value);
  }
  return part;
}

/** An item that is written must fit every index it has a key of. @throws {ServiceError} ValidationException */
export function checkIndexKeys(table: Table, item: Item): void {
  for (const index of table.indexes) {
    for (const attribute of index.schema.all) {
      const value = attributeOf(item, attribute.name);
      if (value !== undefined) checkIndexKey(index, attribute, value);
    }
  }
}

function checkIndexKey(index: Index, { name, type }: KeyAttribute, value: AttributeValue): void {
  const actual = typeOf(value);
  if (actual !== type) throw indexTypeMismatch(index, { name, type }, actual);
  const emptiness = emptinessOf(value);
  if (emptiness !== undefined) {
    throw validation(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${emptiness} value. IndexName: ${index.name}, IndexKey: ${name}`,
    );
  }
  const isPartition = index.schema.partition.some((attribute) => attribute.name === name);
  const bytes = keyBytes(value);
  if (isPartition && bytes > PARTITION_KEY_BYTES_MAX)
    throw invalidValues(`Size of hashkey has exceeded the maximum size limit of${PARTITION_KEY_BYTES_MAX} bytes`);
  if (!isPartition && bytes > SORT_KEY_BYTES_MAX)
    throw invalidValues(`Aggregated size of all range keys has exceeded the size limit of ${SORT_KEY_BYTES_MAX} bytes`);
}

export function indexTypeMismatch(index: Pick<Index, "name">, { name, type }: KeyAttribute, actual: string): Error {
  return invalidValues(
    `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index.name}`,
  );
}
