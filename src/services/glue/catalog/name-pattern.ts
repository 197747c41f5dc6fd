/**
 * Table name patterns of GetTables: a regular expression that must match the whole name, run as a set of states, so that no
 * pattern can take more than states x characters steps (a backtracking engine could be stalled by one request). Clients send both
 * regular expressions (`sales_.*`) and Hive's patterns (`sales_*`), so a `*` after a plain character stands for any characters.
 *
 * Known: literals, `.`, `*`, `+`, `?`, `|`, groups, classes `[a-z]`, `\d \w \s` and escaped punctuation, `^` and `$` at the
 * ends. Back-references, look-around and counted repetition are refused.
 */
import { invalidInput, validationFailed } from "../errors.ts";
import { PATTERN_LENGTH_MAX, PATTERN_STATES_MAX } from "../limits.ts";

type Accepts = (character: string) => boolean;
/** One state: a character to take to go on at `next`, or a free choice between `next` and `other`. */
interface State {
  readonly accepts: Accepts | undefined;
  next: number;
  other: number;
}
interface Fragment {
  readonly start: number;
  /** Open ends, to be joined to what follows. */
  readonly ends: readonly (readonly [state: number, end: "next" | "other"])[];
}

const SHORTHANDS: Readonly<Record<string, Accepts>> = {
  d: (c) => /^\d$/.test(c),
  D: (c) => !/^\d$/.test(c),
  w: (c) => /^\w$/.test(c),
  W: (c) => !/^\w$/.test(c),
  s: (c) => /^\s$/.test(c),
  S: (c) => !/^\s$/.test(c),
};

function literal(character: string): Accepts {
  const folded = character.toLowerCase();
  return (given) => given === folded;
}

class PatternCompiler {
  readonly states: State[] = [];
  readonly pattern: string;
  readonly characters: readonly string[];
  position = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.characters = Array.from(pattern);
  }

  refuse(): never {
    throw invalidInput(`Unsupported expression '${this.pattern}'`);
  }

  state(accepts: Accepts | undefined, next = -1, other = -1): number {
    if (this.states.length >= PATTERN_STATES_MAX) this.refuse();
    return this.states.push({ accepts, next, other }) - 1;
  }

  join(fragment: Fragment, to: number): void {
    for (const [index, end] of fragment.ends) {
      const state = this.states[index];
      if (state !== undefined) state[end] = to;
    }
  }

  alternatives(): Fragment {
    let left = this.sequence();
    while (this.characters[this.position] === "|") {
      this.position += 1;
      const right = this.sequence();
      const start = this.state(undefined, left.start, right.start);
      left = { start, ends: [...left.ends, ...right.ends] };
    }
    return left;
  }

  sequence(): Fragment {
    const first = this.state(undefined);
    let whole: Fragment = { start: first, ends: [[first, "next"]] };
    for (
      let c = this.characters[this.position];
      c !== undefined && c !== "|" && c !== ")";
      c = this.characters[this.position]
    ) {
      const next = this.repeated();
      this.join(whole, next.start);
      whole = { start: whole.start, ends: next.ends };
    }
    return whole;
  }

  repeated(): Fragment {
    const isPlain = !/[.[(\\]/.test(this.characters[this.position] ?? "");
    const before = this.position;
    let atom = this.atom();
    for (
      let c = this.characters[this.position];
      c === "*" || c === "+" || c === "?";
      c = this.characters[this.position]
    ) {
      if (c === "*" && isPlain) break;
      this.position += 1;
      const choice = this.state(undefined, atom.start);
      if (c !== "?") this.join(atom, choice);
      atom = {
        start: c === "+" ? atom.start : choice,
        ends: c === "?" ? [...atom.ends, [choice, "other"]] : [[choice, "other"]],
      };
    }
    if (this.position === before) this.refuse();
    return atom;
  }

  atom(): Fragment {
    const c = this.characters[this.position++];
    if (c === undefined || c === "{" || c === "+" || c === "?") return this.refuse();
    if (c === "(") return this.group();
    if (c === "*") return this.anything();
    const accepts =
      c === "." ? () => true : c === "[" ? this.characterClass() : c === "\\" ? this.escape() : literal(c);
    const index = this.state(accepts);
    return { start: index, ends: [[index, "next"]] };
  }

  anything(): Fragment {
    const choice = this.state(undefined);
    const take = this.state(() => true, choice);
    const state = this.states[choice];
    if (state !== undefined) state.next = take;
    return { start: choice, ends: [[choice, "other"]] };
  }

  group(): Fragment {
    if (this.characters[this.position] === "?") {
      if (this.characters[this.position + 1] !== ":") this.refuse();
      this.position += 2;
    }
    const inner = this.alternatives();
    if (this.characters[this.position++] !== ")") this.refuse();
    return inner;
  }

  escape(): Accepts {
    const c = this.characters[this.position++];
    if (c === undefined) return this.refuse();
    const shorthand = SHORTHANDS[c];
    if (shorthand !== undefined) return shorthand;
    return /^[A-Za-z0-9]$/.test(c) ? this.refuse() : literal(c);
  }

  characterClass(): Accepts {
    const isNegated = this.characters[this.position] === "^";
    if (isNegated) this.position += 1;
    const accepts: Accepts[] = [];
    for (
      let c = this.characters[this.position];
      c !== "]" || accepts.length === 0;
      c = this.characters[this.position]
    ) {
      if (c === undefined) return this.refuse();
      this.position += 1;
      if (c === "\\") accepts.push(this.escape());
      else accepts.push(this.classRange(c));
    }
    this.position += 1;
    return (given) => accepts.some((accept) => accept(given)) !== isNegated;
  }

  classRange(low: string): Accepts {
    const high = this.characters[this.position + 1];
    if (this.characters[this.position] !== "-" || high === undefined || high === "]") return literal(low);
    this.position += 2;
    const [from, to] = [low.toLowerCase(), high.toLowerCase()];
    return (given) => given >= from && given <= to;
  }
}

/**
 * A test for whole names; names are lower case, patterns are compared without regard to case.
 *
 * @throws ValidationException for an over-long pattern, InvalidInputException for one we do not know
 */
export function compileNamePattern(pattern: string): (name: string) => boolean {
  if (pattern.length > PATTERN_LENGTH_MAX)
    throw validationFailed(
      pattern,
      "expression",
      `Member must have length less than or equal to ${PATTERN_LENGTH_MAX}`,
    );
  const body = pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  const compiler = new PatternCompiler(body);
  const whole = compiler.alternatives();
  if (compiler.position < compiler.characters.length) compiler.refuse();
  const accepting = compiler.states.length;
  compiler.join(whole, accepting);
  return (name) => run(compiler.states, whole.start, accepting, name);
}

function run(states: readonly State[], start: number, accepting: number, name: string): boolean {
  let current = closure(states, [start]);
  for (const character of name) {
    const reached: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.accepts?.(character) === true) reached.push(state.next);
    }
    current = closure(states, reached);
  }
  return current.has(accepting);
}

/** All states reachable without taking a character. */
function closure(states: readonly State[], from: readonly number[]): Set<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index < 0 || seen.has(index)) continue;
    seen.add(index);
    const state = states[index];
    if (state !== undefined && state.accepts === undefined) open.push(state.next, state.other);
  }
  return seen;
}
