/**
 * Equality and order of attribute values. Equal means of the same type and value, sets without regard to order; ordered are numbers by value, texts by their UTF-8 bytes and
 * binary by unsigned bytes, and nothing else.
 */
import { type AttributeValue, type Item, typeOf } from "./attribute-value.ts";
import { compareNumbers } from "./numbers.ts";

export function areEqual(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  switch (type) {
    case "SS":
      return areSameSets(left.SS ?? [], right.SS ?? []);
    case "NS":
      return areSameSets(left.NS ?? [], right.NS ?? []);
    case "BS":
      return areSameSets(left.BS ?? [], right.BS ?? []);
    case "L":
      return areSameLists(left.L ?? [], right.L ?? []);
    case "M":
      return areSameItems(left.M ?? {}, right.M ?? {});
    default:
      // Numbers are canonical and binary is base64, so equal values are equal texts.
      return left[type] === right[type];
  }
}

export function areSameItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(right, name)) return false;
    const [one, other] = [left[name], right[name]];
    return one !== undefined && other !== undefined && areEqual(one, other);
  });
}

function areSameLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => {
      const other = right[index];
      return other !== undefined && areEqual(value, other);
    })
  );
}

function areSameSets(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const members = new Set(right);
  return left.every((member) => members.has(member));
}

/** Negative, zero or positive as `left` is to `right`; undefined when they have no order. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S !== undefined && right.S !== undefined) return compareTexts(left.S, right.S);
  if (left.B !== undefined && right.B !== undefined)
    return Buffer.compare(Buffer.from(left.B, "base64"), Buffer.from(right.B, "base64"));
  return undefined;
}

const BEYOND_BASIC_PLANE = /[\ud800-\udfff]/;

/** UTF-8 order, which is the order of code points; JavaScript's own differs from it where there are surrogates. */
function compareTexts(left: string, right: string): number {
  if (BEYOND_BASIC_PLANE.test(left) || BEYOND_BASIC_PLANE.test(right))
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : 0;
}
