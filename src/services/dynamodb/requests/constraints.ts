/**
 * Constraints of members as AWS's own model has them (required, enumerations, lengths, patterns, ranges): checked together, in the model's order, and told together:
 * "2 validation errors detected: Value 'x' at 'tableName' failed to satisfy constraint: ...; Value null at 'key' ...".
 *
 * A list names what each operation checks, so that the order of checks is the order of the list. At most ten are told, as AWS does.
 */
import { validation } from "../errors.ts";

export interface Constraint {
  /** Says what the value must be, or undefined when it is that. */
  readonly problemOf: (value: unknown) => string | undefined;
}

/** A member and what is asked of it. */
export interface MemberRule {
  readonly member: string;
  readonly isRequired?: true;
  readonly constraints?: readonly Constraint[];
  /** Rules for each element of a list, or for each value of a map. */
  readonly each?: readonly MemberRule[];
  /** Rules for the members of a structure. */
  readonly inside?: readonly MemberRule[];
}

/** One thing that is wrong. */
export interface Violation {
  /** `keySchema.1.member.keyType`. */
  readonly path: string;
  readonly text: string;
}

const TOLD_MAX = 10;

export function violationsOf(input: object, rules: readonly MemberRule[], parent = ""): Violation[] {
  const found: Violation[] = [];
  for (const rule of rules) {
    const value = (input as Record<string, unknown>)[rule.member];
    const path = parent + lowerFirst(rule.member);
    if (value === undefined || value === null) {
      if (rule.isRequired === true) found.push(violation(path, value, "Member must not be null"));
      continue;
    }
    for (const { problemOf } of rule.constraints ?? []) {
      const problem = problemOf(value);
      if (problem !== undefined) found.push(violation(path, value, problem));
    }
    if (rule.inside !== undefined) found.push(...violationsOf(value, rule.inside, `${path}.`));
    if (rule.each !== undefined) {
      for (const [key, element] of elementsOf(value))
        found.push(...violationsOf(element, rule.each, `${path}.${key}.member.`));
    }
  }
  return found;
}

/** @throws {ServiceError} ValidationException with everything that is wrong */
export function refuseViolations(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const told = violations.slice(0, TOLD_MAX).map(({ text }) => text);
  const count = told.length === 1 ? "1 validation error" : `${told.length} validation errors`;
  throw validation(`${count} detected: ${told.join("; ")}`);
}

export function checkMembers(input: object, rules: readonly MemberRule[]): void {
  refuseViolations(violationsOf(input, rules));
}

function elementsOf(value: unknown): (readonly [string, object])[] {
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((element: unknown, index) => [String(index + 1), element] as const)
    : Object.entries(value as object);
  return entries.filter((entry): entry is readonly [string, object] => typeof entry[1] === "object");
}

function violation(path: string, value: unknown, constraint: string): Violation {
  const shown = value === undefined || value === null ? "null" : `'${shownValue(value)}'`;
  return { path, text: `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}` };
}

/** Values as Java writes them. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shownValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([name, inner]) => `${lowerFirst(name)}=${shownValue(inner)}`);
  const name = "KeyType" in value ? "KeySchemaElement(" : "{";
  return `${name}${members.join(", ")}${name === "{" ? "}" : ")"}`;
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function oneOf(...values: readonly string[]): Constraint {
  const problem = `Member must satisfy enum value set: [${values.join(", ")}]`;
  return { problemOf: (value) => (values.includes(String(value)) ? undefined : problem) };
}

export function atLeast(minimum: number): Constraint {
  const problem = `Member must have value greater than or equal to ${minimum}`;
  return { problemOf: (value) => (Number(value) >= minimum ? undefined : problem) };
}

export function atMost(maximum: number): Constraint {
  const problem = `Member must have value less than or equal to ${maximum}`;
  return { problemOf: (value) => (Number(value) <= maximum ? undefined : problem) };
}

export function longerThan(minimum: number): Constraint {
  const problem = `Member must have length greater than or equal to ${minimum}`;
  return { problemOf: (value) => (lengthOf(value) >= minimum ? undefined : problem) };
}

export function noLongerThan(maximum: number): Constraint {
  const problem = `Member must have length less than or equal to ${maximum}`;
  return { problemOf: (value) => (lengthOf(value) <= maximum ? undefined : problem) };
}

/** `source` is the pattern as AWS's message shows it. */
export function matching(source: string): Constraint {
  const pattern = new RegExp(`^(?:${source})$`);
  const problem = `Member must satisfy regular expression pattern: ${source}`;
  // An empty text is too short, and AWS says no more.
  return { problemOf: (value) => (value === "" || pattern.test(String(value)) ? undefined : problem) };
}

function lengthOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}
