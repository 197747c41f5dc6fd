/**
 * The attributes of the highest level that an expression names, for policies that speak of attributes. Works on words alone, so that it has an answer for every text: one that
 * makes no sense is refused later.
 */
import { EXPRESSION_BYTES_MAX } from "../limits.ts";
import type { AttributeNames } from "./placeholders.ts";
import { tokenize } from "./tokens.ts";

const WORDS: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]);

export function namedAttributes(text: string | undefined, names: AttributeNames | undefined): readonly string[] {
  if (text === undefined || text.length > EXPRESSION_BYTES_MAX) return [];
  const tokens = tokenize(text);
  return tokens.flatMap(({ kind, text: word }, at) => {
    if (tokens[at - 1]?.text === ".") return [];
    if (kind === "alias") {
      const name = names !== undefined && Object.hasOwn(names, word) ? names[word] : undefined;
      return name === undefined ? [] : [name];
    }
    const isName = kind === "name" && tokens[at + 1]?.text !== "(" && !WORDS.has(word.toUpperCase());
    return isName ? [word] : [];
  });
}
