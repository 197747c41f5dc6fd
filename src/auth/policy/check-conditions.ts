/**
 * The values that condition operators can compare. AWS: IAM looks at dates when a policy is stored ("The policy failed legacy parsing"); other
 * values that make no sense are stored and never match.
 */
import { parseConditionOperator } from "./condition-operators.ts";
import { parsePolicyDate } from "./policy-date.ts";
import type { PolicyCondition } from "./policy-document.ts";
import { inside, type Place, refuse } from "./read-statement.ts";

export function checkConditions(conditions: readonly PolicyCondition[], place: Place): void {
  for (const { operator, key, values } of conditions) {
    if (parseConditionOperator(operator)?.family !== "date") continue;
    for (const value of values) {
      if (parsePolicyDate(value) === undefined) refuse(inside(inside(place, operator), key), "legacy", value);
    }
  }
}
