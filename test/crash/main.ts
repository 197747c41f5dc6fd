/**
 * The long runs of the crash harness: `npm run crash -- --kills 1000 --seed 1` kills a writing process, `npm run crash -- --power-cuts 1000` takes the power away from a
 * simulated disk. Each ends with one line, and with 1 on any loss.
 */
import { parseArgs } from "node:util";
import { runCrashes } from "./crash-run.ts";
import { runPowerLoss, whyNoPowerLoss } from "./power-loss.ts";

const PROGRESS_EVERY = 50;

const { values } = parseArgs({
  options: {
    kills: { type: "string" },
    "power-cuts": { type: "string" },
    seed: { type: "string", default: String(process.pid) },
  },
});
const [cuts, seed] = [Number(values["power-cuts"] ?? 0), Number(values.seed)];
const kills = Number(values.kills ?? (values["power-cuts"] === undefined ? 1000 : 0));
if (![kills, cuts, seed].every(Number.isInteger) || kills < 0 || cuts < 0 || kills + cuts === 0) {
  console.error("give --kills or --power-cuts as a whole number from 1, and --seed as a whole number");
  process.exit(2);
}
const missing = cuts > 0 ? whyNoPowerLoss() : undefined;
if (missing !== undefined) {
  console.error(missing);
  process.exit(2);
}
const startedMs = performance.now();
const progress = (what: string) => (count: number, operations: number) => {
  if (count % PROGRESS_EVERY === 0) console.log(`${count} ${what}, ${operations} acknowledged operations verified`);
};
try {
  let operations = 0;
  if (kills > 0) operations += (await runCrashes({ kills, seed, onKill: progress("kills") })).operations;
  if (cuts > 0) operations += (await runPowerLoss({ cuts, seed, onCut: progress("power cuts") })).operations;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const done = [kills > 0 ? `${kills} kills` : "", cuts > 0 ? `${cuts} power cuts` : ""].filter((part) => part !== "");
  const result = "acknowledged operations, 0 lost, 0 half-done, 0 orphans";
  console.log(`${done.join(", ")}, ${operations} ${result}, seed ${seed}, ${seconds} s`);
} catch (error) {
  console.error(error);
  process.exit(1);
}
