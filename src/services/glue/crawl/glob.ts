/**
 * Exclude patterns of S3 targets: Java's globs, matched against the path below the include path (developer guide, "Include and exclude
 * patterns"): `*` within a folder, `**` across folders, `?` one character, `[abc]` and `[!a-c]`, `{a,b}`, `\` for the next character as it is.
 * Matched as a set of positions, so that no pattern takes more than pattern x path steps.
 */
import { invalidInput } from "../errors.ts";

type Step =
  | { readonly kind: "one"; readonly accepts: (character: string) => boolean }
  | { readonly kind: "many"; readonly crossesFolders: boolean };

/** Alternatives that braces may spell out together. */
const ALTERNATIVES_MAX = 256;
const PATTERN_LENGTH_MAX = 1024;

/** @throws InvalidInputException for a pattern that is over-long or not a glob */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (pattern.length > PATTERN_LENGTH_MAX)
    throw invalidInput(`Exclusion pattern is longer than ${PATTERN_LENGTH_MAX} characters`);
  const alternatives = expandBraces(pattern).map((one) => compileSteps(one, pattern));
  return (path) => alternatives.some((steps) => matches(steps, path));
}

/** Braces do not nest in Java's globs. */
function expandBraces(pattern: string): string[] {
  let expanded = [""];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? "";
    const close = character === "{" ? pattern.indexOf("}", index) : -1;
    if (character === "{" && close < 0) throw invalidInput(`Invalid exclusion pattern '${pattern}'`);
    const choices =
      close < 0
        ? [character === "\\" ? pattern.slice(index, index + 2) : character]
        : pattern.slice(index + 1, close).split(",");
    if (expanded.length * choices.length > ALTERNATIVES_MAX)
      throw invalidInput(`Exclusion pattern '${pattern}' has too many alternatives`);
    expanded = expanded.flatMap((prefix) => choices.map((choice) => prefix + choice));
    index = close < 0 ? index + (choices[0]?.length ?? 1) - 1 : close;
  }
  return expanded;
}

function compileSteps(text: string, pattern: string): Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === "*") {
      const crossesFolders = text[index + 1] === "*";
      steps.push({ kind: "many", crossesFolders });
      if (crossesFolders) index += 1;
    } else if (character === "?") {
      steps.push({ kind: "one", accepts: (given) => given !== "/" });
    } else if (character === "[") {
      const close = text.indexOf("]", index + 2);
      if (close < 0) throw invalidInput(`Invalid exclusion pattern '${pattern}'`);
      steps.push({ kind: "one", accepts: compileClass(text.slice(index + 1, close)) });
      index = close;
    } else {
      const literal = character === "\\" ? (text[++index] ?? "") : character;
      steps.push({ kind: "one", accepts: (given) => given === literal });
    }
  }
  return steps;
}

function compileClass(body: string): (character: string) => boolean {
  const isNegated = body.startsWith("!");
  const members = isNegated ? body.slice(1) : body;
  return (given) => {
    let isMember = false;
    for (let index = 0; index < members.length; index += 1) {
      const low = members[index] ?? "";
      const isRange = members[index + 1] === "-" && index + 2 < members.length;
      const high = isRange ? (members[index + 2] ?? low) : low;
      if (given >= low && given <= high) isMember = true;
      if (isRange) index += 2;
    }
    return given !== "/" && isMember !== isNegated;
  };
}

function matches(steps: readonly Step[], path: string): boolean {
  let positions = withSkips(steps, new Set([0]));
  for (const character of path) {
    const next = new Set<number>();
    for (const position of positions) {
      const step = steps[position];
      if (step?.kind === "one" && step.accepts(character)) next.add(position + 1);
      if (step?.kind === "many" && (step.crossesFolders || character !== "/")) next.add(position);
    }
    positions = withSkips(steps, next);
    if (positions.size === 0) return false;
  }
  return positions.has(steps.length);
}

/** A `*` may also take nothing. */
function withSkips(steps: readonly Step[], positions: Set<number>): Set<number> {
  for (const position of positions) if (steps[position]?.kind === "many") positions.add(position + 1);
  return positions;
}
