/**
 * The permissions that operations ask for: on a table, on an index of it, on everything; and for operations on items the condition keys by which policies choose items and
 * attributes.
 *
 * Every request comes by here and few policies look so closely, so the keys are worked out when a policy asks for one. `dynamodb:LeadingKeys` needs the table, whose partition key
 * only its record tells: `resource-facts.ts` answers it from what a check carries.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html (read 2026-11-29)
 */
import type { RequestContext } from "../../kit/context.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import { namedAttributes } from "./expressions/named-attributes.ts";
import type { AttributeNames } from "./expressions/placeholders.ts";
import { indexArn, tableArn, tablePlace } from "./scope.ts";
import { type Item, itemOf } from "./values/attribute-value.ts";

export function tableAccess(action: string, name: string | undefined, context: RequestContext): AccessCheck {
  return { action: `dynamodb:${action}`, resource: tableArn(tablePlace(context, name ?? "")) };
}

export function everythingAccess(action: string): AccessCheck {
  return { action: `dynamodb:${action}`, resource: "*" };
}

/** Members of operations on items that condition keys are made of; each operation has some of them. */
export interface ItemMembers {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly Key?: object | undefined;
  readonly Item?: object | undefined;
  readonly KeyConditions?: object | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: AttributeNames | undefined;
  readonly ExpressionAttributeValues?: object | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
  readonly AttributeUpdates?: object | undefined;
  readonly Expected?: object | undefined;
  readonly QueryFilter?: object | undefined;
  readonly ScanFilter?: object | undefined;
  readonly Select?: string | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
}

/** The keys beside `Attributes` and `ReturnConsumedCapacity` that an action has. */
interface ActionKeys {
  readonly select?: true;
  readonly returnValues?: true;
  /** Set for what a transaction does. */
  readonly enclosing?: string;
}

/** A check on items of a table or index. */
export class ItemAccess implements AccessCheck {
  readonly action: string;
  readonly resource: string;
  /** What the request names: one call, or the parts of a batch. */
  readonly parts: readonly ItemMembers[];
  private readonly keys: ActionKeys;
  private known: Readonly<Record<string, string | readonly string[]>> | undefined;

  constructor(check: AccessCheck, parts: readonly ItemMembers[], keys: ActionKeys) {
    this.action = check.action;
    this.resource = check.resource;
    this.parts = parts;
    this.keys = keys;
  }

  get conditions(): Readonly<Record<string, string | readonly string[]>> {
    return (this.known ??= this.workOut());
  }

  private workOut(): Readonly<Record<string, string | readonly string[]>> {
    const [first = {}] = this.parts;
    const { select, returnValues, enclosing } = this.keys;
    return {
      "dynamodb:Attributes": [...new Set(this.parts.flatMap(attributesOf))],
      "dynamodb:ReturnConsumedCapacity": first.ReturnConsumedCapacity ?? "NONE",
      ...(select === undefined ? {} : { "dynamodb:Select": selectOf(first) }),
      ...(returnValues === undefined ? {} : { "dynamodb:ReturnValues": first.ReturnValues ?? "NONE" }),
      ...(enclosing === undefined ? {} : { "dynamodb:EnclosingOperation": enclosing }),
    };
  }
}

// AWS: a read that says nothing gets all there is (developer guide, API_Query "Select"); that the key is then there is assumed.
function selectOf({ Select: select, ...members }: ItemMembers): string {
  if (select !== undefined) return select;
  if (members.ProjectionExpression !== undefined || members.AttributesToGet !== undefined) return "SPECIFIC_ATTRIBUTES";
  return members.IndexName === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
}

function attributesOf(members: ItemMembers): readonly string[] {
  const expressions = [
    members.KeyConditionExpression,
    members.ConditionExpression,
    members.FilterExpression,
    members.UpdateExpression,
    members.ProjectionExpression,
  ];
  const maps = [
    members.Key,
    members.Item,
    members.KeyConditions,
    members.AttributeUpdates,
    members.Expected,
    members.QueryFilter,
    members.ScanFilter,
  ];
  return [
    ...maps.flatMap((map) => Object.keys(map ?? {})),
    ...expressions.flatMap((text) => namedAttributes(text, members.ExpressionAttributeNames)),
    ...(members.AttributesToGet ?? []),
  ];
}

const NO_KEYS: ActionKeys = {};
const SELECTS: ActionKeys = { select: true };
const RETURNS: ActionKeys = { returnValues: true };
const SELECTS_AND_RETURNS: ActionKeys = { select: true, returnValues: true };

/** By action. */
const KEYS: Readonly<Record<string, ActionKeys>> = {
  GetItem: SELECTS,
  PutItem: RETURNS,
  UpdateItem: RETURNS,
  DeleteItem: RETURNS,
  ConditionCheckItem: RETURNS,
  Query: SELECTS_AND_RETURNS,
  Scan: SELECTS_AND_RETURNS,
  BatchGetItem: SELECTS,
};

/** One item, or the items of a query or scan: of the index when one is read, otherwise of the table. */
export function itemAccess(action: string, members: ItemMembers, context: RequestContext): AccessCheck {
  const place = tablePlace(context, members.TableName ?? "");
  const resource = members.IndexName === undefined ? tableArn(place) : indexArn(place, members.IndexName);
  return new ItemAccess({ action: `dynamodb:${action}`, resource }, [members], KEYS[action] ?? NO_KEYS);
}

/** Items of a table in a batch. */
export function batchAccess(
  action: string,
  { table, parts }: { readonly table: string; readonly parts: readonly ItemMembers[] },
  context: RequestContext,
): AccessCheck {
  return new ItemAccess(tableAccess(action, table, context), parts, KEYS[action] ?? NO_KEYS);
}

/** What a transaction does with one item. */
export function actionAccess(
  action: string,
  { members, enclosing }: { readonly members: ItemMembers; readonly enclosing: string },
  context: RequestContext,
): AccessCheck {
  const keys = KEYS[action] ?? NO_KEYS;
  // AWS: ConditionCheckItem is of transactions alone and does not have the key.
  const known = action === "ConditionCheckItem" ? keys : { ...keys, enclosing };
  return new ItemAccess(tableAccess(action, members.TableName, context), [members], known);
}

/** Items that a request names whole or by their keys. */
export function namedItems(parts: readonly ItemMembers[]): readonly Item[] {
  return parts.flatMap(({ Key: key, Item: item }) => [key, item].filter((map) => map !== undefined).map(itemOf));
}
