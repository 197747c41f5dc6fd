/**
 * Which required members a parsed input lacks, at every depth. Decoders do not look for them: this walk runs once for each
 * request over members that are there, and skips every part of a shape that requires nothing.
 */
import type { Member, Shape, StructureShape } from "../model/shape.ts";
import { NESTING_LEVELS_MAX } from "./limits.ts";

export interface MissingMember {
  /** Names from the input down to the missing member; list positions are 1-based numbers followed by `member`. */
  readonly path: readonly string[];
  readonly member: Member;
}

const requiring = new WeakMap<Shape, boolean>();

export function missingMembers(shape: StructureShape, input: Record<string, unknown>): readonly MissingMember[] {
  if (!requiresAnything(shape)) return NOTHING;
  const found: MissingMember[] = [];
  collect(shape, input, [], found);
  return found;
}

const NOTHING: readonly MissingMember[] = [];

function collect(shape: Shape, value: unknown, path: readonly string[], found: MissingMember[]): void {
  if (value === undefined || value === null || path.length > NESTING_LEVELS_MAX * 3 || !requiresAnything(shape)) return;
  if (shape.kind === "structure") {
    for (const member of shape.members) {
      const inner = (value as Record<string, unknown>)[member.name];
      if (inner !== undefined && inner !== null) collectInner(member, inner, path, found);
      else if (member.isRequired) found.push({ path: [...path, member.name], member });
    }
  } else if (shape.kind === "list") {
    (value as unknown[]).forEach((item, index) =>
      collect(shape.element.shape, item, [...path, String(index + 1), "member"], found),
    );
  } else if (shape.kind === "map") {
    for (const [key, item] of Object.entries(value as object))
      collect(shape.value.shape, item, [...path, key, "member"], found);
  }
}

function collectInner(member: Member, value: unknown, path: readonly string[], found: MissingMember[]): void {
  if (!member.isStreaming && requiresAnything(member.shape))
    collect(member.shape, value, [...path, member.name], found);
}

/** Whether a shape or anything inside it has a required member. */
function requiresAnything(shape: Shape): boolean {
  if (shape.kind !== "structure" && shape.kind !== "list" && shape.kind !== "map") return false;
  let result = requiring.get(shape);
  if (result === undefined) requiring.set(shape, (result = reachesRequired(shape, new Set())));
  return result;
}

function reachesRequired(shape: Shape, seen: Set<Shape>): boolean {
  if (seen.has(shape)) return false;
  seen.add(shape);
  switch (shape.kind) {
    case "structure":
      return shape.members.some((member) => member.isRequired || reachesRequired(member.shape, seen));
    case "list":
      return reachesRequired(shape.element.shape, seen);
    case "map":
      return reachesRequired(shape.value.shape, seen);
    default:
      return false;
  }
}
