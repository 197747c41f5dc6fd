/** TransactWriteItems. */
import type { ConsumedCapacity, ItemCollectionMetrics, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { RequestContext } from "../../../kit/context.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { actionAccess, type ItemMembers } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { plainly, validation } from "../errors.ts";
import { ConsumedUnits, transactionCapacity } from "../items/capacity.ts";
import { collectionMetrics } from "../items/collection-metrics.ts";
import type { ItemWrite, Written } from "../items/item-write.ts";
import { digestOf, isRepeated } from "../items/transaction-token.ts";
import { type OpenedAction, refuseSameItem, type TransactionAction, writeActions } from "../items/transaction-write.ts";
import { TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from "../limits.ts";
import { checkMembers, longerThan, type MemberRule, noLongerThan } from "../requests/constraints.ts";
import {
  COLLECTION_METRICS,
  CONSUMED_CAPACITY,
  KEY,
  ON_CONDITION_FAILURE,
  TABLE_NAME,
} from "../requests/member-rules.ts";
import { checkRequest, deleteRequest, putRequest, updateRequest } from "../requests/write-request.ts";
import { tablePlace } from "../scope.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemBytes } from "../values/item-size.ts";

const ON_ITEM: readonly MemberRule[] = [TABLE_NAME, KEY, ON_CONDITION_FAILURE];
const EXPRESSION = { isRequired: true } as const;

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  COLLECTION_METRICS,
  { member: "ClientRequestToken", constraints: [longerThan(1), noLongerThan(36)] },
  {
    member: "TransactItems",
    isRequired: true,
    constraints: [longerThan(1), noLongerThan(TRANSACTION_ACTIONS_MAX)],
    each: [
      { member: "ConditionCheck", inside: [...ON_ITEM, { member: "ConditionExpression", ...EXPRESSION }] },
      { member: "Put", inside: [TABLE_NAME, { member: "Item", isRequired: true }, ON_CONDITION_FAILURE] },
      { member: "Delete", inside: ON_ITEM },
      { member: "Update", inside: [...ON_ITEM, { member: "UpdateExpression", ...EXPRESSION }] },
    ],
  },
];

/**
 * Up to 100 writes and checks of items in several tables, all of them or none.
 *
 * Order: each action as it stands, the size of all, tables, items that are named twice, the token, then the actions.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {TransactionCanceledException} 400
 * @throws {IdempotentParameterMismatchException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html (read 2026-11-29)
 */
export const transactWriteItems: DynamodbOperation<"TransactWriteItems"> = {
  validate: (input) => checkMembers(input, RULES),
  access: (input, context) => (input.TransactItems ?? []).flatMap((action) => accessOf(action, context)),
  async handle(input, context, { records, tables }) {
    const actions = (input.TransactItems ?? []).map(actionOf);
    refuseSize(actions);
    const { ClientRequestToken: token } = input;
    const digest = token === undefined ? "" : digestOf(input.TransactItems ?? []);
    return records.transact((transaction) => {
      const opened = actions.map((action): OpenedAction => {
        return { ...action, table: tables.get(transaction, tablePlace(context, action.tableName)) };
      });
      refuseSameItem(opened.map(({ table, write }) => ({ table, item: itemOfWrite(write) })));
      const { nowMs } = context;
      const isDone = token !== undefined && isRepeated(transaction, context, { token, digest, nowMs });
      return isDone ? {} : shown(input, opened, writeActions(transaction, opened));
    });
  },
};

function accessOf(action: TransactWriteItem, context: RequestContext): AccessCheck[] {
  const { Put: put, Update: update, Delete: remove, ConditionCheck: check } = action;
  const accessTo = (name: string, members: ItemMembers): AccessCheck =>
    actionAccess(name, { members, enclosing: "TransactWriteItems" }, context);
  // AWS: each action needs the permission of the single operation (developer guide, transaction-apis-iam).
  return [
    ...(put === undefined ? [] : [accessTo("PutItem", put)]),
    ...(update === undefined ? [] : [accessTo("UpdateItem", update)]),
    ...(remove === undefined ? [] : [accessTo("DeleteItem", remove)]),
    ...(check === undefined ? [] : [accessTo("ConditionCheckItem", check)]),
  ];
}

function actionOf({
  Put: put,
  Update: update,
  Delete: remove,
  ConditionCheck: check,
}: TransactWriteItem): TransactionAction {
  const given = [put, update, remove, check].filter((action) => action !== undefined);
  const [action] = given;
  if (action === undefined) {
    throw validation(
      "1 validation error detected: Value '' at 'transactItems' failed to satisfy constraint: TransactWriteRequest should contain Delete or Put or Update or ConditionCheck",
    );
  }
  if (given.length > 1) throw validation("TransactItems can only contain one of Check, Put, Update or Delete");
  const write: ItemWrite =
    put !== undefined
      ? putRequest(put, plainly)
      : update !== undefined
        ? updateRequest(update, plainly)
        : remove !== undefined
          ? deleteRequest(remove, plainly)
          : checkRequest(check ?? {}, plainly);
  const showsItem = action.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  return { tableName: action.TableName ?? "", write, showsItem };
}

function itemOfWrite(write: ItemWrite): Item {
  return write.kind === "put" ? write.item : write.key;
}

function refuseSize(actions: readonly TransactionAction[]): void {
  const bytes = actions.reduce((sum, { write }) => sum + itemBytes(itemOfWrite(write)), 0);
  if (bytes > TRANSACTION_BYTES_MAX)
    throw validation("Collection size of items in the transaction exceeds the limit of 4 MB");
}

interface Shown {
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly ReturnItemCollectionMetrics?: string | undefined;
}

function shown(
  input: Shown,
  actions: readonly OpenedAction[],
  written: readonly Written[],
): {
  readonly ConsumedCapacity?: ConsumedCapacity[];
  readonly ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]>;
} {
  const units = new Map<string, ConsumedUnits>();
  const metrics: Record<string, ItemCollectionMetrics[]> = {};
  actions.forEach(({ tableName, table, write }, at) => {
    const cost = written[at]?.cost;
    if (cost === undefined) return;
    const ofTable = units.get(tableName) ?? new ConsumedUnits(tableName);
    units.set(tableName, ofTable.addWrite(cost, true));
    const item = itemOfWrite(write);
    const collection = collectionMetrics(input.ReturnItemCollectionMetrics, { table, item, cost });
    if (collection !== undefined) (metrics[tableName] ??= []).push(collection);
  });
  const capacities = [...units.values()].flatMap((ofTable) => {
    return transactionCapacity(ofTable, input.ReturnConsumedCapacity, "WriteCapacityUnits") ?? [];
  });
  return {
    ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }),
    ...(Object.keys(metrics).length === 0 ? {} : { ItemCollectionMetrics: metrics }),
  };
}
