/**
 * A form body with dotted keys to a tree: `Filter.1.Name=x` becomes `Filter` -> `1` -> `Name`. Keys live in maps, never in
 * arrays or plain objects, so neither `member.999999999` nor `__proto__` costs or changes anything.
 */
import { NESTING_LEVELS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import type { QueryPair } from "../http/raw-query.ts";

export interface FormNode {
  /** The value given for exactly this key. */
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

/** @throws {MalformedInput} when a key is nested too deeply */
export function readForm(pairs: readonly QueryPair[]): FormNode {
  const root = emptyNode();
  for (const [key, value] of pairs) {
    const names = key.split(".", NESTING_LEVELS_MAX + 1);
    if (names.length > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "A parameter name is nested too deeply");
    let node = root;
    for (const name of names) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = emptyNode()));
      node = child;
    }
    node.value ??= value;
  }
  return root;
}

function emptyNode(): FormNode {
  return { value: undefined, children: new Map() };
}
