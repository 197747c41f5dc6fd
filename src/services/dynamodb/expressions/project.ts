/**
 * The parts of an item that a projection names, under the names and in the lists in which they stand; elements of a list close up, in the order of the list. What is not in
 * the item is left out.
 */
import { type AttributeValue, type Item, type ItemDraft, setAttribute } from "../values/attribute-value.ts";
import { attributeOf } from "../values/attribute-value.ts";
import type { Path, Projection } from "./syntax.ts";

/** What is wanted below a place: all of it, or some of its members. */
type Wanted = true | Map<string | number, Wanted>;

export function project(item: Item, projection: Projection): Item {
  if (projection.every(({ length }) => length === 1)) return pick(item, projection);
  const wanted = new Map<string | number, Wanted>();
  for (const path of projection) want(wanted, path);
  return partOfMap(item, wanted);
}

/** Attributes of the highest level. */
function pick(item: Item, projection: Projection): Item {
  const part: ItemDraft = {};
  for (const [name] of projection) {
    const value = attributeOf(item, name);
    if (value !== undefined) setAttribute(part, name, value);
  }
  return part;
}

function want(wanted: Map<string | number, Wanted>, path: Path): void {
  let place = wanted;
  path.forEach((step, at) => {
    const known = place.get(step);
    if (at === path.length - 1 || known === true) place.set(step, true);
    else {
      const below = known ?? new Map<string | number, Wanted>();
      place.set(step, below);
      place = below;
    }
  });
}

function partOfMap(map: Item, wanted: ReadonlyMap<string | number, Wanted>): Item {
  const part: ItemDraft = {};
  for (const [name, below] of wanted) {
    const value = typeof name === "string" ? attributeOf(map, name) : undefined;
    const inner = value === undefined ? undefined : partOf(value, below);
    if (inner !== undefined) setAttribute(part, String(name), inner);
  }
  return part;
}

function partOf(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted === true) return value;
  if (value.M !== undefined) {
    const part = partOfMap(value.M, wanted);
    return Object.keys(part).length === 0 ? undefined : { M: part };
  }
  if (value.L === undefined) return undefined;
  const indexes = [...wanted.keys()].filter((step): step is number => typeof step === "number");
  const members: AttributeValue[] = [];
  for (const index of indexes.toSorted((a, b) => a - b)) {
    const [member, below] = [value.L[index], wanted.get(index)];
    const inner = member === undefined || below === undefined ? undefined : partOf(member, below);
    if (inner !== undefined) members.push(inner);
  }
  return members.length === 0 ? undefined : { L: members };
}
