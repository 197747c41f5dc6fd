import { expect, test } from "vitest";
import { runCrashes } from "../crash/crash-run.ts";
import { runPowerLoss, whyNoPowerLoss } from "../crash/power-loss.ts";

test("a process killed while it writes loses nothing that it acknowledged and leaves nothing half-done", async () => {
  const result = await runCrashes({ kills: 15, seed: 20_261_123 });
  expect(result.kills).toBe(15);
  expect(result.operations).toBeGreaterThan(50);
}, 120_000);

const missing = whyNoPowerLoss();

test.skipIf(missing !== undefined)(
  missing ?? "a power cut that tears writes and loses pages and names takes nothing that was acknowledged",
  async () => {
    const result = await runPowerLoss({ cuts: 12, seed: 20_261_129 });
    expect(result.cuts).toBe(12);
    expect(result.operations).toBeGreaterThan(50);
  },
  180_000,
);
