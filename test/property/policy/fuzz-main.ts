/**
 * `nice -n 19 node --import tsx test/property/policy/fuzz-main.ts [cases] [seed]`: compares the engine with the oracle on many cases and prints the
 * smallest case on which they differ. The suite runs a few thousand of the same cases.
 */
import fc from "fast-check";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { policyCases } from "./cases.ts";
import { questionOf } from "./engine.ts";
import { isKnownDifference, oracleAllows } from "./oracle.ts";

const [cases = "20000", seed = "1"] = process.argv.slice(2);
let allowed = 0;
const result = fc.check(
  fc.property(policyCases, (one) => {
    fc.pre(!isKnownDifference(one));
    const { request, layers } = questionOf(one);
    const { isAllowed } = evaluate(request, layers);
    if (isAllowed) allowed += 1;
    return isAllowed === oracleAllows(one);
  }),
  { numRuns: Number(cases), seed: Number(seed) },
);
if (result.failed) {
  const [one] = result.counterexample ?? [];
  process.stdout.write(`differs after ${result.numRuns} cases: ${JSON.stringify(one, undefined, 1)}\n`);
  if (one !== undefined) {
    const { request, layers } = questionOf(one);
    process.stdout.write(`engine: ${JSON.stringify(evaluate(request, layers))}\noracle: ${oracleAllows(one)}\n`);
  }
  process.stdout.write(`${result.errorInstance}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${result.numRuns} cases of seed ${seed}: no difference, ${allowed} allowed\n`);
}
