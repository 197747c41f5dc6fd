/** Query and Scan as they are asked for: expressions and older parameters, checked and bound in AWS's order. */
import { plainly, validation } from "../errors.ts";
import { type KeyTests, keyTests, legacyKeyTests } from "../expressions/key-condition.ts";
import type { LegacyCondition } from "../expressions/legacy-conditions.ts";
import type { BoundCondition, Projection } from "../expressions/syntax.ts";
import type { SelectMembers } from "../items/read-request.ts";
import { type Item, itemOf } from "../values/attribute-value.ts";
import { problemOfItem } from "../values/check-value.ts";
import { legacyFilter, legacyProjection, worded } from "./legacy.ts";
import { type ExpressionMembers, type ExpressionParameters, RequestExpressions } from "./request-expressions.ts";

const QUERYING: ExpressionParameters = {
  expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
  others: ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"],
};
const SCANNING: ExpressionParameters = {
  expressions: ["ProjectionExpression", "FilterExpression"],
  others: ["AttributesToGet", "ScanFilter", "ConditionalOperator"],
};

interface ReadMembers extends ExpressionMembers, SelectMembers {
  readonly ConsistentRead?: boolean | undefined;
  readonly Limit?: number | undefined;
  readonly ExclusiveStartKey?: object | undefined;
  readonly ConditionalOperator?: string | undefined;
}

export interface QueryMembers extends ReadMembers {
  readonly KeyConditions?: object | undefined;
  readonly QueryFilter?: object | undefined;
  readonly ScanIndexForward?: boolean | undefined;
}

export interface ScanMembers extends ReadMembers {
  readonly ScanFilter?: object | undefined;
  readonly Segment?: number | undefined;
  readonly TotalSegments?: number | undefined;
}

interface ReadRequest {
  readonly indexName: string | undefined;
  readonly isConsistent: boolean;
  readonly select: string | undefined;
  readonly limit: number | undefined;
  readonly start: Item | undefined;
  readonly filter: BoundCondition | undefined;
  readonly isLegacyFilter: boolean;
  readonly projection: Projection | undefined;
}

export interface QueryRequest extends ReadRequest {
  readonly tests: KeyTests;
  readonly isReverse: boolean;
}

export interface ScanRequest extends ReadRequest {
  readonly segment: number;
  readonly totalSegments: number;
}

/** @throws {ServiceError} ValidationException */
export function queryRequest(input: QueryMembers): QueryRequest {
  const expressions = new RequestExpressions(input, QUERYING);
  const legacy = legacyFilter(input.QueryFilter, input.ConditionalOperator, plainly);
  const names = legacyProjection(input.AttributesToGet, plainly);
  const start = startOf(input);
  if (input.KeyConditions === undefined && input.KeyConditionExpression === undefined) {
    throw validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  }
  const condition = expressions.condition("KeyConditionExpression");
  const filter = expressions.condition("FilterExpression") ?? legacy;
  const projection = expressions.projection() ?? names;
  expressions.end();
  const tests = worded(plainly, () =>
    condition === undefined
      ? legacyKeyTests((input.KeyConditions ?? {}) as Readonly<Record<string, LegacyCondition>>)
      : keyTests(condition),
  );
  if (tests.size === 0) throw validation("Conditions can be of length 1 or 2 only");
  const isLegacyFilter = legacy !== undefined;
  return {
    ...common(input),
    start,
    filter,
    isLegacyFilter,
    projection,
    tests,
    isReverse: input.ScanIndexForward === false,
  };
}

/** @throws {ServiceError} ValidationException */
export function scanRequest(input: ScanMembers): ScanRequest {
  const expressions = new RequestExpressions(input, SCANNING);
  const names = legacyProjection(input.AttributesToGet, plainly);
  const legacy = legacyFilter(input.ScanFilter, input.ConditionalOperator, plainly);
  const start = startOf(input);
  const segments = segmentsOf(input);
  const filter = expressions.condition("FilterExpression") ?? legacy;
  const projection = expressions.projection() ?? names;
  expressions.end();
  return { ...common(input), start, filter, isLegacyFilter: legacy !== undefined, projection, ...segments };
}

function common(input: ReadMembers): Pick<ReadRequest, "indexName" | "isConsistent" | "select" | "limit"> {
  return {
    indexName: input.IndexName,
    isConsistent: input.ConsistentRead === true,
    select: input.Select,
    limit: whole(input.Limit),
  };
}

function startOf({ ExclusiveStartKey: given }: ReadMembers): Item | undefined {
  if (given === undefined) return undefined;
  const start = itemOf(given);
  const found = problemOfItem(start);
  if (found === undefined) return start;
  // AWS: problems of numbers and sets are told as they are.
  const isPlain = /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(found);
  throw validation(isPlain ? found : `The provided starting key is invalid: ${found}`);
}

function segmentsOf(input: ScanMembers): Pick<ScanRequest, "segment" | "totalSegments"> {
  const segment = whole(input.Segment);
  const total = whole(input.TotalSegments);
  if (segment !== undefined && total === undefined) {
    throw validation(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (total === undefined) return { segment: 0, totalSegments: 1 };
  if (segment === undefined) {
    throw validation(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment >= total) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return { segment, totalSegments: total };
}

/** AWS drops what a whole number has behind its point. */
function whole(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.floor(number);
}
