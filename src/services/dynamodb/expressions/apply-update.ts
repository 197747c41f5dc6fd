/**
 * An update applied to an item: a new item, the old one stays as it is. Every operand is read from the item as it was before; values are set first and elements removed
 * last, by their places before the update.
 *
 * AWS: SET beyond the end of a list appends, and several such appends keep the order of their indexes.
 */
import {
  type AttributeValue,
  attributeOf,
  type Item,
  type ItemDraft,
  setAttribute,
  typeOf,
} from "../values/attribute-value.ts";
import { NUMBER_OVERFLOW } from "../values/check-value.ts";
import { addNumbers } from "../values/numbers.ts";
import { valueAt } from "./document-path.ts";
import { problem } from "./problem.ts";
import type { BoundOperand, BoundSetValue, BoundUpdate, Path } from "./syntax.ts";

const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const NO_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item";
const NO_PLACE = "The document path provided in the update expression is invalid for update";

/** @throws {ExpressionProblem} in AWS's words, to be said without the name of the parameter */
export function applyUpdate(update: BoundUpdate, item: Item): Item {
  const after = new UpdatedItem(item);
  const writes: { readonly path: Path; readonly value: AttributeValue | undefined }[] = [];
  const removals: Path[] = [];
  for (const action of update) {
    switch (action.kind) {
      case "set":
        writes.push({ path: action.path, value: setValueIn(action.value, item) });
        break;
      case "add":
        writes.push({ path: action.path, value: added(valueAt(item, action.path), action.value) });
        break;
      case "delete":
        writes.push({ path: action.path, value: without(valueAt(item, action.path), action.value) });
        break;
      case "remove":
        removals.push(action.path);
    }
  }
  for (const { path, value } of writes.toSorted((a, b) => lastIndex(a.path) - lastIndex(b.path))) {
    if (value !== undefined) after.set(path, value);
    else {
      after.refuseNoPlace(path);
      removals.push(path);
    }
  }
  for (const path of removals.toSorted(innermostFirst)) after.remove(path);
  return after.item;
}

/** Elements behind and below an element go before it, so that its removal moves nothing that a path still names. */
function innermostFirst(one: Path, other: Path): number {
  return other.length - one.length || lastIndex(other) - lastIndex(one);
}

/** Where a path ends in a list; -1 elsewhere. */
function lastIndex(path: Path): number {
  const last = path.at(-1);
  return typeof last === "number" ? last : -1;
}

function setValueIn(value: BoundSetValue, item: Item): AttributeValue {
  if (value.kind !== "sum") return operandIn(value, item);
  const left = operandIn(value.left, item).N;
  const right = operandIn(value.right, item).N;
  if (left === undefined || right === undefined) throw problem(WRONG_TYPE);
  return sumOf(left, right, value.operator);
}

function sumOf(left: string, right: string, operator: "+" | "-"): AttributeValue {
  const sum = addNumbers(left, right, operator);
  // AWS: says overflow, also when it is digits that are too many.
  if (sum === undefined) throw problem(NUMBER_OVERFLOW);
  return { N: sum };
}

function operandIn(operand: BoundOperand, item: Item): AttributeValue {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "path") return valueAt(item, operand.path) ?? missing();
  const [first, second] = operand.operands;
  if (first === undefined || second === undefined) throw problem(WRONG_TYPE);
  if (operand.name === "if_not_exists") {
    const existing = first.kind === "path" ? valueAt(item, first.path) : undefined;
    return existing ?? operandIn(second, item);
  }
  const [head, tail] = [operandIn(first, item).L, operandIn(second, item).L];
  if (head === undefined || tail === undefined) throw problem(WRONG_TYPE);
  return { L: [...head, ...tail] };
}

function missing(): never {
  throw problem(NO_ATTRIBUTE);
}

type SetType = "SS" | "NS" | "BS";

/** ADD: a sum, or the members of both sets. */
export function added(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  const type = typeOf(value);
  if (existing !== undefined && typeOf(existing) !== type) throw problem(WRONG_TYPE);
  if (type === "N") return sumOf(existing?.N ?? "0", value.N ?? "0", "+");
  const set = type as SetType;
  return { [set]: [...new Set([...(existing?.[set] ?? []), ...(value[set] ?? [])])] };
}

/** DELETE: the set without those members; undefined when none is left. */
export function without(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (existing === undefined) return undefined;
  const set = typeOf(value) as SetType;
  if (typeOf(existing) !== set) throw problem(WRONG_TYPE);
  const gone = new Set(value[set]);
  const left = (existing[set] ?? []).filter((member) => !gone.has(member));
  return left.length === 0 ? undefined : { [set]: left };
}

/** A copy that shares with the original whatever no path leads into. */
class UpdatedItem {
  readonly item: ItemDraft;
  /** Maps and lists that are copies already. */
  private readonly copies = new WeakSet<object>();

  constructor(original: Item) {
    this.item = { ...original };
  }

  set(path: Path, value: AttributeValue): void {
    const last = path.at(-1);
    const place = this.placeOf(path);
    if (typeof last === "number" && Array.isArray(place)) {
      if (last < place.length) place[last] = value;
      else place.push(value);
    } else if (typeof last === "string" && !Array.isArray(place)) setAttribute(place, last, value);
    else throw problem(NO_PLACE);
  }

  remove(path: Path): void {
    const last = path.at(-1);
    const place = this.placeOf(path);
    if (typeof last === "number" && Array.isArray(place)) place.splice(last, last < place.length ? 1 : 0);
    else if (typeof last === "string" && !Array.isArray(place)) delete place[last];
    else throw problem(NO_PLACE);
  }

  /** DELETE of what is not there changes nothing, but the place must be one. */
  refuseNoPlace(path: Path): void {
    this.placeOf(path);
  }

  /** The map or list in which a path ends, as a copy that may be changed. */
  private placeOf(path: Path): ItemDraft | AttributeValue[] {
    let place: ItemDraft | AttributeValue[] = this.item;
    for (const step of path.slice(0, -1)) {
      const value: AttributeValue | undefined = Array.isArray(place)
        ? typeof step === "number"
          ? place[step]
          : undefined
        : typeof step === "string"
          ? attributeOf(place, step)
          : undefined;
      if (value === undefined) throw problem(NO_PLACE);
      place = this.copied(place, step, value);
    }
    return place;
  }

  private copied(
    place: ItemDraft | AttributeValue[],
    step: string | number,
    value: AttributeValue,
  ): ItemDraft | AttributeValue[] {
    const inner = value.M ?? value.L;
    if (inner === undefined) throw problem(NO_PLACE);
    if (this.copies.has(inner)) return inner as ItemDraft | AttributeValue[];
    const copy = value.L === undefined ? { ...value.M } : [...value.L];
    this.copies.add(copy);
    const wrapped: AttributeValue = Array.isArray(copy) ? { L: copy } : { M: copy };
    if (Array.isArray(place)) place[Number(step)] = wrapped;
    else setAttribute(place, String(step), wrapped);
    return copy;
  }
}
