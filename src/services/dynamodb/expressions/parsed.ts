/**
 * Parsed expressions, kept by their text: a program sends the same few over and over, and parsing costs more than all else that is done with one. Bounded twice: by
 * entries here, and by 4 KB for a text.
 */
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import { PARSED_EXPRESSIONS_MAX } from "../limits.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseProjection } from "./parse-projection.ts";
import { parseUpdate } from "./parse-update.ts";

function kept<Tree extends object>(parse: (text: string) => Tree): (text: string) => Tree {
  const trees = new BoundedCache<string, Tree>(PARSED_EXPRESSIONS_MAX);
  return (text) => {
    let tree = trees.get(text);
    if (tree === undefined) trees.set(text, (tree = parse(text)));
    return tree;
  };
}

/** @throws {ExpressionProblem} */
export const parsedCondition = kept(parseCondition);
/** @throws {ExpressionProblem} */
export const parsedUpdate = kept(parseUpdate);
/** @throws {ExpressionProblem} */
export const parsedProjection = kept(parseProjection);
