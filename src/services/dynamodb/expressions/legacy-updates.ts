/**
 * AttributeUpdates as an update: PUT is SET, ADD adds to numbers, sets and lists, DELETE takes members of a set or the attribute.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html (read 2026-11-29)
 */
import { typeOf, valueOf } from "../values/attribute-value.ts";
import { problemOfValue } from "../values/check-value.ts";
import { problem } from "./problem.ts";
import type { BoundUpdate, Path } from "./syntax.ts";

export interface LegacyUpdate {
  readonly Action?: string | undefined;
  readonly Value?: object | undefined;
}

const INVALID = "One or more parameter values were invalid: ";
const SETS: ReadonlySet<string> = new Set(["SS", "NS", "BS"]);
const ADDABLE: ReadonlySet<string> = new Set([...SETS, "N", "L"]);

/** @throws {ExpressionProblem} */
export function attributeUpdates(updates: Readonly<Record<string, LegacyUpdate>>): BoundUpdate {
  return Object.entries(updates).map(([name, update]) => actionOf([name], update));
}

function actionOf(path: Path, { Action: action = "PUT", Value: given }: LegacyUpdate): BoundUpdate[number] {
  if (given === undefined) {
    if (action !== "DELETE")
      throw problem(`${INVALID}Only DELETE action is allowed when no attribute value is specified`);
    return { kind: "remove", path };
  }
  const value = valueOf(given);
  const found = problemOfValue(value);
  if (found !== undefined) throw problem(found);
  const type = typeOf(value);
  if (action === "DELETE") {
    if (!SETS.has(type)) throw problem(`${INVALID}DELETE action with value is not supported for the type ${type}`);
    return { kind: "delete", path, value };
  }
  if (action !== "ADD") return { kind: "set", path, value: { kind: "value", value } };
  if (!ADDABLE.has(type)) throw problem(`${INVALID}ADD action is not supported for the type ${type}`);
  if (type !== "L") return { kind: "add", path, value };
  // AWS: ADD of a list appends to the list that is there.
  const existing = {
    kind: "function",
    name: "if_not_exists",
    operands: [
      { kind: "path", path },
      { kind: "value", value: { L: [] } },
    ],
  } as const;
  return {
    kind: "set",
    path,
    value: { kind: "function", name: "list_append", operands: [existing, { kind: "value", value }] },
  };
}
