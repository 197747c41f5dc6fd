import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namedAttributes } from "./named-attributes.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseProjection } from "./parse-projection.ts";
import { parseUpdate } from "./parse-update.ts";
import { ExpressionProblem } from "./problem.ts";

const word = fc.constantFrom(
  ..."( ) [ ] , . = <> < <= > >= + - AND OR NOT BETWEEN IN SET REMOVE ADD DELETE a b #a :v 0 7 size attribute_exists if_not_exists contains # : é \u{1f30a} '".split(
    " ",
  ),
);
const text = fc.oneof(
  fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")),
  fc.string({ maxLength: 80 }),
);

describe("any text is parsed or refused", () => {
  test.each([
    ["condition", parseCondition],
    ["update", parseUpdate],
    ["projection", parseProjection],
  ] as const)("%s", (_name, parse) => {
    fc.assert(
      fc.property(text, (expression) => {
        try {
          parse(expression);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionProblem);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

test("the attributes that an expression names, whatever it makes of them", () => {
  const names = { "#n": "named" };
  expect(namedAttributes("SET a.b[1] = if_not_exists(#n, :v) REMOVE c", names)).toEqual(["a", "named", "c"]);
  expect(namedAttributes("x = = y AND #undefined", names)).toEqual(["x", "y"]);
});
