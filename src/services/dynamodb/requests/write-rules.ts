/**
 * PutItem, UpdateItem and DeleteItem as AWS checks them since 2026: a request that lacks a required member is told all of its violations in the older manner; one that has them all is
 * refused for an empty table name alone, and an unknown ReturnValues is told in other words, UpdateItem's alone.
 *
 * Captured in us-east-1 and eu-west-2 on 2026-09-20 and 2026-10-09 (paritysuite/dynamodb-conformance: captures/cross-region-latest.json, tests/tier3/validation-ordering).
 */
import { validation } from "../errors.ts";
import { type MemberRule, refuseViolations, violationsOf } from "./constraints.ts";

// AWS: "UPDATE_NEW" is its own spelling.
const UNKNOWN_RETURN_VALUES =
  "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
const EMPTY_TABLE_NAME =
  "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1";

export function checkWriteMembers(input: object, rules: readonly MemberRule[], isUpdate = false): void {
  const violations = violationsOf(input, rules);
  if (violations.length === 0) return;
  const isIncomplete = violations.some(({ text }) => text.startsWith("Value null "));
  if (isIncomplete) return refuseViolations(violations);
  if ("TableName" in input && input.TableName === "")
    throw validation(`1 validation error detected: ${EMPTY_TABLE_NAME}`);
  const told = violations.map((violation) =>
    violation.path === "returnValues" ? { ...violation, text: UNKNOWN_RETURN_VALUES } : violation,
  );
  const alone = isUpdate ? told.filter(({ path }) => path === "returnValues") : [];
  refuseViolations(alone.length > 0 ? alone : told);
}
