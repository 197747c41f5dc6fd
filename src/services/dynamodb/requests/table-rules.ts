/** Constraints on members of CreateTable and UpdateTable, in the order of AWS's model. */
import { validation } from "../errors.ts";
import {
  atLeast,
  longerThan,
  type MemberRule,
  noLongerThan,
  oneOf,
  refuseViolations,
  violationsOf,
} from "./constraints.ts";
import { NEW_INDEX_NAME, NEW_NAME } from "./member-rules.ts";

const ATTRIBUTE_NAME: MemberRule = {
  member: "AttributeName",
  isRequired: true,
  constraints: [longerThan(1), noLongerThan(255)],
};

export const ATTRIBUTE_DEFINITIONS: MemberRule = {
  member: "AttributeDefinitions",
  each: [ATTRIBUTE_NAME, { member: "AttributeType", isRequired: true, constraints: [oneOf("B", "N", "S")] }],
};

const keySchema = (most: number): MemberRule => ({
  member: "KeySchema",
  isRequired: true,
  constraints: [longerThan(1), noLongerThan(most)],
  each: [ATTRIBUTE_NAME, { member: "KeyType", isRequired: true, constraints: [oneOf("HASH", "RANGE")] }],
});

const PROJECTION: MemberRule = {
  member: "Projection",
  isRequired: true,
  inside: [
    { member: "ProjectionType", constraints: [oneOf("ALL", "INCLUDE", "KEYS_ONLY")] },
    { member: "NonKeyAttributes", constraints: [longerThan(1)] },
  ],
};

export const PROVISIONED_THROUGHPUT: MemberRule = {
  member: "ProvisionedThroughput",
  inside: [
    { member: "ReadCapacityUnits", isRequired: true, constraints: [atLeast(1)] },
    { member: "WriteCapacityUnits", isRequired: true, constraints: [atLeast(1)] },
  ],
};

export const BILLING_MODE: MemberRule = {
  member: "BillingMode",
  constraints: [oneOf("PROVISIONED", "PAY_PER_REQUEST")],
};
export const TABLE_CLASS: MemberRule = {
  member: "TableClass",
  constraints: [oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS")],
};

/** Of a table and of local indexes; global ones have up to four of each kind. */
const KEYS_MAX = 2;
const GLOBAL_KEYS_MAX = 8;

const GLOBAL_INDEX = [NEW_INDEX_NAME, keySchema(GLOBAL_KEYS_MAX), PROJECTION, PROVISIONED_THROUGHPUT];

export const CREATE_TABLE_RULES: readonly MemberRule[] = [
  { ...ATTRIBUTE_DEFINITIONS, isRequired: true },
  { member: "TableName", constraints: NEW_NAME },
  BILLING_MODE,
  PROVISIONED_THROUGHPUT,
  keySchema(KEYS_MAX),
  { member: "LocalSecondaryIndexes", each: [NEW_INDEX_NAME, keySchema(KEYS_MAX), PROJECTION] },
  { member: "GlobalSecondaryIndexes", each: GLOBAL_INDEX },
  TABLE_CLASS,
];

export const UPDATE_TABLE_RULES: readonly MemberRule[] = [
  ATTRIBUTE_DEFINITIONS,
  BILLING_MODE,
  PROVISIONED_THROUGHPUT,
  {
    member: "GlobalSecondaryIndexUpdates",
    each: [
      { member: "Update", inside: [NEW_INDEX_NAME, PROVISIONED_THROUGHPUT] },
      { member: "Create", inside: GLOBAL_INDEX },
      { member: "Delete", inside: [NEW_INDEX_NAME] },
    ],
  },
  TABLE_CLASS,
];

/**
 * Calls on tables. AWS: a missing name is told alone and in other words, and a wrong one alone.
 * @throws {ServiceError} ValidationException
 */
export function checkTableCall(input: { readonly TableName?: string | undefined }, rules: readonly MemberRule[]): void {
  if (input.TableName === undefined)
    throw validation("The parameter 'TableName' is required but was not present in the request");
  const violations = violationsOf(input, rules);
  const ofName = violations.filter(({ path }) => path === "tableName");
  refuseViolations(ofName.length > 0 ? ofName : violations);
}
