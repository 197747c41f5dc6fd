/**
 * `nice -n 19 node --import tsx test/property/policy/fuzz-main.ts [cases] [seed]`: compares the engine with the oracle on many cases, in rounds of ten
 * thousand, each with a seed of its own, and prints the smallest case on which they differ. The suite runs a few thousand of the same cases.
 */
import fc from "fast-check";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { type PolicyCase, policyCases } from "./cases.ts";
import { hasIds, questionOf, turnsOnHolder } from "./engine.ts";
import { isKnownDifference, oracleAllows } from "./oracle.ts";

const ROUND = 10_000;
const [cases = "20000", firstSeed = "1"] = process.argv.slice(2);
const total = Number(cases);
let compared = 0;
const counts = { allowed: 0, ofHolder: 0, withIds: 0 };

function isSame(one: PolicyCase): boolean {
  fc.pre(!isKnownDifference(one));
  const { request, layers } = questionOf(one);
  const { isAllowed } = evaluate(request, layers);
  if (isAllowed) counts.allowed += 1;
  if (turnsOnHolder(one)) counts.ofHolder += 1;
  if (hasIds(one)) counts.withIds += 1;
  return isAllowed === oracleAllows(one);
}

function tell(one: PolicyCase): void {
  const { request, layers } = questionOf(one);
  process.stdout.write(`${JSON.stringify(one, undefined, 1)}\n`);
  process.stdout.write(`engine: ${JSON.stringify(evaluate(request, layers))}\noracle allows: ${oracleAllows(one)}\n`);
}

for (let seed = Number(firstSeed); compared < total; seed += 1) {
  const numRuns = Math.min(ROUND, total - compared);
  const result = fc.check(fc.property(policyCases, isSame), { numRuns, seed });
  compared += result.numRuns;
  if (result.failed) {
    process.stdout.write(`seed ${seed} differs after ${compared} cases in all:\n`);
    const [one] = result.counterexample ?? [];
    if (one !== undefined) tell(one);
    process.stdout.write(`${result.errorInstance}\n`);
    process.exit(1);
  }
  const { allowed, ofHolder, withIds } = counts;
  process.stdout.write(
    `${compared} cases to seed ${seed}: no difference, ${allowed} allowed, ${ofHolder} refused because the policy is the holder's, ${withIds} with ids\n`,
  );
}
