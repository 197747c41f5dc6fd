/** Reading one item by its key. */
import type { Reader } from "../../../storage/record-store.ts";
import { project } from "../expressions/project.ts";
import type { Projection } from "../expressions/syntax.ts";
import type { Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";
import { checkKey, storedKey } from "./item-key.ts";
import { shownItem, StoredItem } from "./stored-item.ts";

/** @throws {ServiceError} ValidationException when it is no key of the table */
export function readItem(reader: Reader, table: Table, key: Item): StoredItem | undefined {
  checkKey(key, table.schema);
  const bytes = reader.get(storedKey(table.store, table.schema, key));
  return bytes === undefined ? undefined : new StoredItem(bytes);
}

/** All of an item, or the part that a projection names. */
export function shownPart(found: StoredItem, projection: Projection | undefined): Record<string, never> {
  return shownItem(projection === undefined ? found : project(found.item, projection));
}
