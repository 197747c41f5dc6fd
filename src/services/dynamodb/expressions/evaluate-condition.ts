/** Whether an item meets a condition. An operand that is not in the item makes its test false, but for `attribute_not_exists` and `<>`. */
import { type AttributeValue, type Item, typeOf } from "../values/attribute-value.ts";
import { areEqual, compareValues } from "../values/compare-values.ts";
import { binaryBytes } from "../values/item-size.ts";
import { valueAt } from "./document-path.ts";
import type { BoundCondition, BoundOperand, Comparator } from "./syntax.ts";

export function holds(condition: BoundCondition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return condition.terms.every((term) => holds(term, item));
    case "or":
      return condition.terms.some((term) => holds(term, item));
    case "not":
      return !holds(condition.term, item);
    case "compare":
      return compares(condition.comparator, operandIn(condition.left, item), operandIn(condition.right, item));
    case "between": {
      const value = operandIn(condition.operand, item);
      return (
        compares(">=", value, operandIn(condition.low, item)) && compares("<=", value, operandIn(condition.high, item))
      );
    }
    case "in": {
      const value = operandIn(condition.operand, item);
      return condition.options.some((option) => compares("=", value, operandIn(option, item)));
    }
    case "function":
      return functionHolds(condition.name, condition.operands, item);
  }
}

export function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  // AWS: what is not there differs from everything that is there.
  if (left === undefined || right === undefined) return comparator === "<>" && left !== right;
  if (comparator === "=") return areEqual(left, right);
  if (comparator === "<>") return !areEqual(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function operandIn(operand: BoundOperand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path":
      return valueAt(item, operand.path);
    case "function":
      return sizeOf(operand.operands[0], item);
  }
}

function sizeOf(operand: BoundOperand | undefined, item: Item): AttributeValue | undefined {
  const value = operand === undefined ? undefined : operandIn(operand, item);
  const size = value === undefined ? undefined : sizeOfValue(value);
  return size === undefined ? undefined : { N: String(size) };
}

// AWS: a text has as many as its UTF-8 bytes (developer guide, "size (path)": "the length of the string" is that of its bytes), a collection as many as its members.
function sizeOfValue(value: AttributeValue): number | undefined {
  switch (typeOf(value)) {
    case "S":
      return Buffer.byteLength(value.S ?? "");
    case "B":
      return binaryBytes(value.B ?? "");
    case "SS":
      return value.SS?.length;
    case "NS":
      return value.NS?.length;
    case "BS":
      return value.BS?.length;
    case "L":
      return value.L?.length;
    case "M":
      return Object.keys(value.M ?? {}).length;
    default:
      return undefined;
  }
}

function functionHolds(name: string, operands: readonly BoundOperand[], item: Item): boolean {
  const [first, second] = operands;
  const value = first === undefined ? undefined : operandIn(first, item);
  if (name === "attribute_exists") return value !== undefined;
  if (name === "attribute_not_exists") return value === undefined;
  const other = second === undefined ? undefined : operandIn(second, item);
  if (value === undefined || other === undefined) return false;
  switch (name) {
    case "attribute_type":
      return typeOf(value) === other.S;
    case "begins_with":
      return beginsWith(value, other);
    case "contains":
      return contains(value, other);
    default:
      return false;
  }
}

export function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B === undefined || start.B === undefined) return false;
  const bytes = Buffer.from(start.B, "base64");
  return Buffer.from(value.B, "base64").subarray(0, bytes.length).equals(bytes);
}

/** A part of a text or of binary, or a member of a set or list. */
export function contains(value: AttributeValue, part: AttributeValue): boolean {
  switch (typeOf(value)) {
    case "S":
      return part.S !== undefined && value.S?.includes(part.S) === true;
    case "B":
      return part.B !== undefined && Buffer.from(value.B ?? "", "base64").includes(Buffer.from(part.B, "base64"));
    case "SS":
      return part.S !== undefined && value.SS?.includes(part.S) === true;
    case "NS":
      return part.N !== undefined && value.NS?.includes(part.N) === true;
    case "BS":
      return part.B !== undefined && value.BS?.includes(part.B) === true;
    case "L":
      return value.L?.some((member) => areEqual(member, part)) === true;
    default:
      return false;
  }
}
