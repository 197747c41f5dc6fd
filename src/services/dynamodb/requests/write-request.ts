/**
 * From the members of a put, update, delete or condition check to a write: everything that the request alone shows to be wrong is refused here, in AWS's order. Single writes and
 * actions of transactions come by, each with its wording.
 *
 * Order: mixed parameters and placeholders, values of the item or key, ReturnValues, the item's size, older conditions and updates, expressions, placeholders that nobody used.
 */
import { type Wording, itemTooLarge } from "../errors.ts";
import type { Projection } from "../expressions/syntax.ts";
import { ITEM_BYTES_MAX } from "../limits.ts";
import type { ConditionCheck, DeleteWrite, PutWrite, UpdateWrite } from "../items/item-write.ts";
import { type Item, itemOf } from "../values/attribute-value.ts";
import { problemOfItem } from "../values/check-value.ts";
import { itemBytes } from "../values/item-size.ts";
import { legacyCondition, legacyUpdate } from "./legacy.ts";
import { type ExpressionMembers, type ExpressionParameters, RequestExpressions } from "./request-expressions.ts";

interface ConditionMembers extends ExpressionMembers {
  readonly Expected?: object | undefined;
  readonly ConditionalOperator?: string | undefined;
  readonly ReturnValues?: string | undefined;
}

const CONDITIONAL: ExpressionParameters = {
  expressions: ["ConditionExpression"],
  others: ["Expected", "ConditionalOperator"],
};
const UPDATING: ExpressionParameters = {
  expressions: ["UpdateExpression", "ConditionExpression"],
  others: ["AttributeUpdates", "Expected", "ConditionalOperator"],
};

export function putRequest(
  input: ConditionMembers & { readonly Item?: object | undefined },
  wording: Wording,
): PutWrite {
  const expressions = new RequestExpressions(input, CONDITIONAL, wording);
  const item = checkedItem(input.Item, wording);
  refuseNewValues(input.ReturnValues, wording);
  // AWS: said plainly by every operation.
  if (itemBytes(item) > ITEM_BYTES_MAX) throw itemTooLarge();
  return { kind: "put", item, condition: conditionOf(input, expressions, wording) };
}

export function deleteRequest(
  input: ConditionMembers & { readonly Key?: object | undefined },
  wording: Wording,
): DeleteWrite {
  const expressions = new RequestExpressions(input, CONDITIONAL, wording);
  const key = checkedItem(input.Key, wording);
  refuseNewValues(input.ReturnValues, wording);
  return { kind: "delete", key, condition: conditionOf(input, expressions, wording) };
}

export function checkRequest(
  input: ConditionMembers & { readonly Key?: object | undefined },
  wording: Wording,
): ConditionCheck {
  const expressions = new RequestExpressions(input, CONDITIONAL, wording);
  const key = checkedItem(input.Key, wording);
  return { kind: "check", key, condition: conditionOf(input, expressions, wording) };
}

/** An update with the paths it names, for ReturnValues. */
export interface UpdateRequest extends UpdateWrite {
  readonly paths: Projection;
}

export function updateRequest(
  input: ConditionMembers & { readonly Key?: object | undefined; readonly AttributeUpdates?: object | undefined },
  wording: Wording,
): UpdateRequest {
  const expressions = new RequestExpressions(input, UPDATING, wording);
  const key = checkedItem(input.Key, wording);
  const legacy = legacyUpdate(input.AttributeUpdates, wording);
  const expected = legacyCondition(input, wording);
  const update = expressions.update() ?? legacy ?? [];
  const condition = expressions.condition("ConditionExpression") ?? expected;
  expressions.end();
  const paths = update.map(({ path }) => path);
  return { kind: "update", key, update, condition, isLegacy: legacy !== undefined, paths };
}

function conditionOf(
  input: ConditionMembers,
  expressions: RequestExpressions,
  wording: Wording,
): PutWrite["condition"] {
  const expected = legacyCondition(input, wording);
  const condition = expressions.condition("ConditionExpression") ?? expected;
  expressions.end();
  return condition;
}

export function checkedItem(map: object | undefined, wording: Wording): Item {
  const item = itemOf(map ?? {});
  const problem = problemOfItem(item);
  if (problem !== undefined) throw wording(problem);
  return item;
}

function refuseNewValues(returnValues: string | undefined, wording: Wording): void {
  if (returnValues === undefined || returnValues === "ALL_OLD" || returnValues === "NONE") return;
  throw wording("ReturnValues can only be ALL_OLD or NONE");
}
