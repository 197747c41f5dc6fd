/**
 * What names and paths mean in JSON: members of objects, whatever their case unless quoted, and elements of lists from 0 on. What is not there is MISSING.
 *
 * AWS: s3-select-sql-reference-select.html ("FROM clause", "Attribute access: JSON", "Case sensitivity of header/attribute names").
 */
import { selectError } from "../select-error.ts";
import type { Evaluate, Names } from "../evaluate/compile.ts";
import { isSameName } from "../sql/parse-statement.ts";
import type { FromStep, Name, PathStep } from "../sql/syntax.ts";
import { Struct, type Value } from "../values/value.ts";

export class JsonNames implements Names<Value> {
  readonly #alias: Name;

  constructor(alias: Name | undefined) {
    this.#alias = alias ?? { text: "_1", isQuoted: false };
  }

  resolve(root: Name, steps: readonly PathStep[]): Evaluate<Value> {
    const path: readonly PathStep[] = isSameName(root, this.#alias) ? steps : [{ kind: "name", name: root }, ...steps];
    const walks = path.map(walkOf);
    return (row) => walks.reduce((value, walk) => walk(value), row);
  }
}

function walkOf(step: PathStep): (value: Value) => Value {
  if (step.kind === "index")
    return (value) => (Array.isArray(value) ? (value as readonly Value[])[step.index] : undefined);
  const { name } = step;
  const lower = name.text.toLowerCase();
  return (value) => (value instanceof Struct ? memberOf(value, name, lower) : undefined);
}

/** @throws {AmbiguousFieldName} 400 */
export function memberOf({ names, values }: Struct, name: Name, lower: string): Value {
  let found = -1;
  for (let at = 0; at < names.length; at += 1) {
    const tried = names[at] ?? "";
    if (tried !== name.text && (name.isQuoted || tried.length !== lower.length || tried.toLowerCase() !== lower))
      continue;
    if (found !== -1) throw selectError("AmbiguousFieldName");
    found = at;
  }
  return found === -1 ? undefined : values[found];
}

/** The rows that a root value gives. AWS: "Wildcards always emit at least one record"; a path that leads nowhere gives MISSING. */
export function* rowsOf(value: Value, path: readonly FromStep[]): Generator<Value> {
  const [step, ...rest] = path;
  if (step === undefined) yield value;
  else if (step.kind === "all-elements" || step.kind === "all-members") {
    const inner =
      step.kind === "all-elements"
        ? Array.isArray(value)
          ? (value as readonly Value[])
          : []
        : value instanceof Struct
          ? value.values
          : [];
    if (inner.length === 0) yield undefined;
    for (const member of inner) yield* rowsOf(member, rest);
  } else yield* rowsOf(walkOf(step)(value), rest);
}
