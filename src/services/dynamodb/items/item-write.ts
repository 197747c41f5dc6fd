/**
 * A write of one item, as PutItem, UpdateItem, DeleteItem, batches and transactions do it: keys, condition, change. Runs inside a transaction, so it is pure: the request is not changed
 * and may be run again.
 *
 * Order of checks: keys, what an update may not touch, the condition, the update itself, the size, keys of indexes.
 */
import type { Transaction } from "../../../storage/record-store.ts";
import { invalidValues, updatedItemTooLarge, validation } from "../errors.ts";
import { applyUpdate } from "../expressions/apply-update.ts";
import { holds } from "../expressions/evaluate-condition.ts";
import { ExpressionProblem } from "../expressions/problem.ts";
import type { BoundCondition, BoundSetValue, BoundUpdate } from "../expressions/syntax.ts";
import { ITEM_BYTES_MAX } from "../limits.ts";
import type { Table } from "../tables/table.ts";
import { type Item, typeOf } from "../values/attribute-value.ts";
import { itemBytes } from "../values/item-size.ts";
import { type ChangeCost, changeItem } from "./change-item.ts";
import { checkIndexKeys, indexTypeMismatch } from "./index-entry.ts";
import { checkItemKeys, checkKey, type KeyAttribute, storedKey } from "./item-key.ts";
import { StoredItem } from "./stored-item.ts";

interface Conditional {
  readonly condition?: BoundCondition | undefined;
}

export interface PutWrite extends Conditional {
  readonly kind: "put";
  readonly item: Item;
}

export interface DeleteWrite extends Conditional {
  readonly kind: "delete";
  readonly key: Item;
}

export interface UpdateWrite extends Conditional {
  readonly kind: "update";
  readonly key: Item;
  readonly update: BoundUpdate;
  /** By AttributeUpdates, which has words of its own. */
  readonly isLegacy: boolean;
}

/** Of a transaction: looks, and changes nothing. */
export interface ConditionCheck extends Conditional {
  readonly kind: "check";
  readonly key: Item;
}

export type ItemWrite = PutWrite | DeleteWrite | UpdateWrite | ConditionCheck;

export interface Written {
  readonly before: StoredItem | undefined;
  readonly after: Item | undefined;
  readonly cost: ChangeCost;
}

/** Thrown when a condition does not hold; carries the item as it is. */
export class ConditionFailure extends Error {
  override readonly name = "ConditionFailure";
  readonly before: StoredItem | undefined;

  constructor(before: StoredItem | undefined) {
    super("The conditional request failed");
    this.before = before;
  }
}

/** @throws {ConditionFailure} @throws {ServiceError} ValidationException and its kin */
export function writeItem(transaction: Transaction, table: Table, write: ItemWrite): Written {
  checkWriteKeys(table, write);
  const key = storedKey(table.store, table.schema, write.kind === "put" ? write.item : write.key);
  const bytes = transaction.get(key);
  const before = bytes === undefined ? undefined : new StoredItem(bytes);
  if (write.condition !== undefined && !holds(write.condition, before?.item ?? {})) throw new ConditionFailure(before);
  if (write.kind === "check") {
    const cost = { tableBytes: before?.size ?? 0, indexWrites: [], collectionBytes: undefined };
    return { before, after: before?.item, cost };
  }
  const after = afterOf(table, write, before?.item);
  return { before, after, cost: changeItem(transaction, table, { key, before, after }) };
}

function checkWriteKeys(table: Table, write: ItemWrite): void {
  if (write.kind === "put") {
    checkItemKeys(write.item, table.schema);
    checkIndexKeys(table, write.item);
    return;
  }
  checkKey(write.key, table.schema);
  if (write.kind === "update") checkTargets(table, write.update);
}

function afterOf(
  table: Table,
  write: PutWrite | DeleteWrite | UpdateWrite,
  before: Item | undefined,
): Item | undefined {
  if (write.kind === "delete") return undefined;
  if (write.kind === "put") return write.item;
  const after = updated(write, before ?? write.key);
  if (itemBytes(after) > ITEM_BYTES_MAX) throw updatedItemTooLarge();
  checkIndexKeys(table, after);
  return after;
}

function updated({ update, isLegacy }: UpdateWrite, item: Item): Item {
  try {
    return applyUpdate(update, item);
  } catch (cause) {
    if (!(cause instanceof ExpressionProblem)) throw cause;
    // AWS: the older parameter says it in its own way.
    if (isLegacy && cause.message.startsWith("An operand")) throw validation("Type mismatch for attribute to update");
    throw validation(cause.message);
  }
}

/** What an update names: no key of the table, no part of a key of an index, no index key of a type that shows already. */
function checkTargets(table: Table, update: BoundUpdate): void {
  const keys = new Set(table.schema.all.map(({ name }) => name));
  for (const { path } of update) {
    if (keys.has(path[0])) throw invalidValues(`Cannot update attribute ${path[0]}. This attribute is part of the key`);
  }
  for (const index of table.indexes) {
    for (const attribute of index.schema.all) {
      for (const action of update) {
        if (action.path[0] !== attribute.name) continue;
        if (action.path.length > 1) throw nestedKey("IndexKey", attribute);
        const actual = action.kind === "remove" || action.kind === "delete" ? undefined : typeOfResult(action.value);
        if (actual !== undefined && actual !== attribute.type) throw indexTypeMismatch(index, attribute, actual);
      }
    }
  }
}

export function nestedKey(word: "Key" | "IndexKey", { name }: KeyAttribute): Error {
  return validation(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${word}: ${name}`,
  );
}

/** The type of a new value, where the request alone shows it. */
function typeOfResult(value: BoundSetValue | Item[string]): string | undefined {
  if (!("kind" in value)) return typeOf(value);
  switch (value.kind) {
    case "value":
      return typeOf(value.value);
    case "sum":
      return "N";
    case "function":
      return value.name === "list_append" ? "L" : undefined;
    case "path":
      return undefined;
  }
}
