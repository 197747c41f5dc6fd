/** Rules that several operations share, as AWS's model of DynamoDB has them. */
import { atLeast, longerThan, matching, type MemberRule, noLongerThan, oneOf } from "./constraints.ts";

const NAME_PATTERN = "[a-zA-Z0-9_.-]+";
/** Longest ARN of a table or index that stands for a name. */
const ARN_LENGTH_MAX = 1024;

/** A table's name, or its ARN. */
const NAME_OR_ARN = [
  longerThan(1),
  { problemOf: (value: unknown) => problemOfName(String(value), matching(NAME_PATTERN).problemOf) },
  { problemOf: (value: unknown) => problemOfName(String(value), noLongerThan(255).problemOf) },
];

function problemOfName(name: string, problemOf: (name: string) => string | undefined): string | undefined {
  return name.startsWith("arn:") ? noLongerThan(ARN_LENGTH_MAX).problemOf(name) : problemOf(name);
}

export const TABLE_NAME: MemberRule = { member: "TableName", isRequired: true, constraints: NAME_OR_ARN };
/** Of a table that the call makes: a name and nothing else. */
export const NEW_NAME = [matching(NAME_PATTERN), longerThan(3), noLongerThan(255)];
export const INDEX_NAME: MemberRule = { member: "IndexName", constraints: NEW_NAME };
export const NEW_INDEX_NAME: MemberRule = { ...INDEX_NAME, isRequired: true };

export const CONSUMED_CAPACITY: MemberRule = {
  member: "ReturnConsumedCapacity",
  constraints: [oneOf("INDEXES", "TOTAL", "NONE")],
};
export const COLLECTION_METRICS: MemberRule = {
  member: "ReturnItemCollectionMetrics",
  constraints: [oneOf("SIZE", "NONE")],
};
export const RETURN_VALUES: MemberRule = {
  member: "ReturnValues",
  constraints: [oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")],
};
export const ON_CONDITION_FAILURE: MemberRule = {
  member: "ReturnValuesOnConditionCheckFailure",
  constraints: [oneOf("ALL_OLD", "NONE")],
};
export const CONDITIONAL_OPERATOR: MemberRule = { member: "ConditionalOperator", constraints: [oneOf("OR", "AND")] };

const COMPARISON_OPERATOR: MemberRule = {
  member: "ComparisonOperator",
  constraints: [
    oneOf(
      "IN",
      "NULL",
      "BETWEEN",
      "LT",
      "NOT_CONTAINS",
      "EQ",
      "GT",
      "NOT_NULL",
      "NE",
      "LE",
      "BEGINS_WITH",
      "GE",
      "CONTAINS",
    ),
  ],
};
export const EXPECTED: MemberRule = { member: "Expected", each: [COMPARISON_OPERATOR] };
export const ATTRIBUTE_UPDATES: MemberRule = {
  member: "AttributeUpdates",
  each: [{ member: "Action", constraints: [oneOf("ADD", "PUT", "DELETE")] }],
};
export const conditionMap = (member: string): MemberRule => ({
  member,
  each: [{ ...COMPARISON_OPERATOR, isRequired: true }],
});
export const ATTRIBUTES_TO_GET: MemberRule = { member: "AttributesToGet", constraints: [longerThan(1)] };
export const KEY: MemberRule = { member: "Key", isRequired: true };
export const SELECT: MemberRule = {
  member: "Select",
  constraints: [oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")],
};
export const LIMIT: MemberRule = { member: "Limit", constraints: [atLeast(1)] };
