import { expect, test } from "vitest";
import { runCrashes } from "../crash/crash-run.ts";

test("a process killed while it writes loses nothing that it acknowledged and leaves nothing half-done", async () => {
  const result = await runCrashes({ kills: 15, seed: 20_261_123 });
  expect(result.kills).toBe(15);
  expect(result.operations).toBeGreaterThan(50);
}, 120_000);
