/** Members that the model calls optional and the operation needs. */
import { requireValid } from "../validation.ts";

/** @throws {ServiceError} ValidationError */
export function requireMember<Value>(member: string, value: Value | undefined): Value {
  if (value === undefined) requireValid([{ member, value: "null", rule: "Member must not be null" }]);
  return value as Value;
}
