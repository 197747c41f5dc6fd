/** `npm run crash -- --kills 1000 --seed 1`: the long run of the crash harness. Ends with one line, and with 1 on any loss. */
import { parseArgs } from "node:util";
import { runCrashes } from "./crash-run.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "1000" }, seed: { type: "string", default: String(process.pid) } },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error("give --kills as a whole number from 1, and --seed as a whole number");
  process.exit(2);
}
const startedMs = performance.now();
try {
  const result = await runCrashes({
    kills,
    seed,
    onKill: (kill, operations) => {
      if (kill % 50 === 0) console.log(`${kill} kills, ${operations} acknowledged operations verified`);
    },
  });
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${result.kills} kills, ${result.operations} acknowledged operations, 0 lost, 0 half-done, 0 orphans, seed ${seed}, ${seconds.toFixed(0)} s`,
  );
} catch (error) {
  console.error(error);
  process.exit(1);
}
