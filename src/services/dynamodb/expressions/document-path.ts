/** Reading what a document path names, in an item that is left as it is; and AWS's rules on paths that touch each other. */
import { type AttributeValue, attributeOf, type Item } from "../values/attribute-value.ts";
import { problem } from "./problem.ts";
import { type Path, pathText } from "./syntax.ts";

/** The value at a path, or undefined. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, path[0]);
  for (let at = 1; at < path.length && value !== undefined; at += 1) {
    const step = path[at];
    if (typeof step === "number") value = value.L?.[step];
    else value = value.M === undefined || step === undefined ? undefined : attributeOf(value.M, step);
  }
  return value;
}

/**
 * Two paths of one expression may not name the same place, or one a part of the other, or disagree on what a place is.
 * @throws {ExpressionProblem}
 */
export function refuseOverlaps(paths: readonly Path[]): void {
  // Only paths of one attribute can meet.
  const byAttribute = new Map<string, Path[]>();
  for (const path of paths) {
    const others = byAttribute.get(path[0]);
    if (others === undefined) byAttribute.set(path[0], [path]);
    else {
      for (const other of others) refuseMeeting(other, path);
      others.push(path);
    }
  }
}

function refuseMeeting(one: Path, other: Path): void {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one[at], other[at]];
    if (typeof left !== typeof right) throw meeting("conflict", one, other);
    if (left !== right) return;
  }
  throw meeting("overlap", one, other);
}

function meeting(verb: "conflict" | "overlap", one: Path, other: Path): Error {
  return problem(
    `Two document paths ${verb} with each other; must remove or rewrite one of these paths; path one: ${pathText(one)}, path two: ${pathText(other)}`,
  );
}
