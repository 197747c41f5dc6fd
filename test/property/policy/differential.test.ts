/** The engine and an oracle that shares no line with it answer alike. `fuzz-main.ts` runs as many cases as there is time for. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { policyCases } from "./cases.ts";
import { questionOf } from "./engine.ts";
import { isKnownDifference, oracleAllows } from "./oracle.ts";

const CASES = 2000;

test("two thousand random questions get the oracle's answers", () => {
  let allowed = 0;
  fc.assert(
    fc.property(policyCases, (one) => {
      fc.pre(!isKnownDifference(one));
      const { request, layers } = questionOf(one);
      const { isAllowed } = evaluate(request, layers);
      if (isAllowed) allowed += 1;
      expect(isAllowed).toBe(oracleAllows(one));
    }),
    { numRuns: CASES, seed: 7 },
  );
  // The questions are worth asking: neither answer is rare.
  expect(allowed).toBeGreaterThan(CASES / 10);
});
