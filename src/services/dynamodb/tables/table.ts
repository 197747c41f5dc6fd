/** A table as operations work with it: its record, and what every request needs of it, worked out once. */
import type { KeyAttribute, KeySchema } from "../items/item-key.ts";
import type { IndexRecord, KeyAttributes, TableRecord } from "../records.ts";
import type { TablePlace } from "../scope.ts";
import type { ScalarType } from "../values/attribute-value.ts";

export interface Index extends Omit<IndexRecord, "keys"> {
  readonly schema: KeySchema;
  /** Names of what it holds of an item; undefined when that is everything. */
  readonly attributes: ReadonlySet<string> | undefined;
  /** Names of the keys by which its pages go on: its own and the table's. */
  readonly pagingKeys: readonly KeyAttribute[];
}

export interface Table {
  readonly place: TablePlace;
  readonly record: TableRecord;
  readonly store: string;
  readonly schema: KeySchema;
  readonly indexes: readonly Index[];
  readonly hasLocalIndexes: boolean;
}

export function openTable(place: TablePlace, record: TableRecord): Table {
  const types = new Map(record.attributes);
  const schema = schemaOf(record.keys, types);
  const indexes = record.indexes.map((index) => openIndex(index, schema, types));
  return {
    place,
    record,
    store: record.store,
    schema,
    indexes,
    hasLocalIndexes: indexes.some(({ kind }) => kind === "local"),
  };
}

function openIndex(record: IndexRecord, table: KeySchema, types: ReadonlyMap<string, ScalarType>): Index {
  const schema = schemaOf(record.keys, types);
  const own = new Set(schema.all.map(({ name }) => name));
  const pagingKeys = [...schema.all, ...table.all.filter(({ name }) => !own.has(name))];
  const attributes =
    record.projection === "ALL"
      ? undefined
      : new Set([...pagingKeys.map(({ name }) => name), ...(record.included ?? [])]);
  return { ...record, schema, attributes, pagingKeys };
}

function schemaOf({ partition, sort }: KeyAttributes, types: ReadonlyMap<string, ScalarType>): KeySchema {
  const typed = (name: string): KeyAttribute => ({ name, type: types.get(name) ?? "S" });
  const keys = { partition: partition.map(typed), sort: sort.map(typed) };
  return { ...keys, all: [...keys.partition, ...keys.sort] };
}
