/**
 * The actions of TransactWriteItems: all of them or none. Each is tried against what the ones before it left; what fails is noted under its number, and then nothing is written.
 *
 * AWS: a wrong action cancels the transaction with a reason of its own; an empty key and an item that is too large refuse the request as a whole (captured 2026-06-23 and
 * 2026-09-20, paritysuite/dynamodb-conformance).
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { type CancellationReason, transactionCanceled, validation } from "../errors.ts";
import type { Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";
import { ConditionFailure, type ItemWrite, writeItem, type Written } from "./item-write.ts";
import { keysOf } from "./read-page.ts";
import { shownItem } from "./stored-item.ts";

export interface TransactionAction {
  readonly tableName: string;
  readonly write: ItemWrite;
  /** Shows the item as it is when the condition fails. */
  readonly showsItem: boolean;
}

export interface OpenedAction extends TransactionAction {
  readonly table: Table;
}

/** @throws {TransactionCanceledException} 400  @throws {ValidationException} 400 */
export function writeActions(transaction: Transaction, actions: readonly OpenedAction[]): Written[] {
  const written: Written[] = [];
  const reasons = actions.map(({ table, write, showsItem }): CancellationReason => {
    try {
      written.push(writeItem(transaction, table, write));
      return { Code: "None" };
    } catch (cause) {
      return reasonOf(cause, showsItem);
    }
  });
  if (reasons.some(({ Code }) => Code !== "None")) throw transactionCanceled(reasons);
  return written;
}

const WHOLE_REQUEST = "One or more parameter values are not valid.";

export function reasonOf(cause: unknown, showsItem: boolean): CancellationReason {
  if (cause instanceof ConditionFailure) {
    const item = showsItem && cause.before !== undefined ? { Item: shownItem(cause.before) } : {};
    return { Code: "ConditionalCheckFailed", Message: cause.message, ...item };
  }
  if (!(cause instanceof ServiceError) || cause.message.startsWith(WHOLE_REQUEST)) throw cause;
  if (cause.code === "ValidationException") return { Code: "ValidationError", Message: cause.message };
  if (cause.code === "ItemCollectionSizeLimitExceededException")
    return { Code: "ItemCollectionSizeLimitExceeded", Message: cause.message };
  throw cause;
}

/** @throws {ValidationException} 400 when two actions are on the same item */
export function refuseSameItem(items: readonly { readonly table: Table; readonly item: Item }[]): void {
  const seen = new Set<string>();
  for (const { table, item } of items) {
    const keys = keysOf(item, table.schema.all);
    const text = `${table.store} ${JSON.stringify(table.schema.all.map(({ name }) => keys[name] ?? null))}`;
    if (seen.has(text)) throw validation("Transaction request cannot include multiple operations on one item");
    seen.add(text);
  }
}
