/** The engine and an oracle that shares no line with it answer alike. `fuzz-main.ts` runs as many cases as there is time for. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { policyCases } from "./cases.ts";
import { hasIds, questionOf, turnsOnHolder } from "./engine.ts";
import { isKnownDifference, oracleAllows } from "./oracle.ts";

const CASES = 2000;

test("two thousand random questions get the oracle's answers", () => {
  const count = { allowed: 0, ofHolder: 0, withIds: 0 };
  fc.assert(
    fc.property(policyCases, (one) => {
      fc.pre(!isKnownDifference(one));
      const { request, layers } = questionOf(one);
      const { isAllowed } = evaluate(request, layers);
      if (isAllowed) count.allowed += 1;
      if (turnsOnHolder(one)) count.ofHolder += 1;
      if (isAllowed && hasIds(one)) count.withIds += 1;
      expect(isAllowed).toBe(oracleAllows(one));
    }),
    { numRuns: CASES, seed: 7 },
  );
  // The questions are worth asking: no answer is rare, and no rule.
  expect(count.allowed).toBeGreaterThan(CASES / 10);
  expect(count.ofHolder).toBeGreaterThan(CASES / 500);
  expect(count.withIds).toBeGreaterThan(CASES / 100);
});
