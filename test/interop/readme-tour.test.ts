/** The README's five-minute tour, word by word. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasBoto3, hasCli, startTour, type Tour } from "../support/tour.ts";

let tour: Tour;
beforeAll(async () => {
  tour = await startTour("README.md", "A tour in five minutes");
});
afterAll(() => tour.close());

test.runIf(hasCli)("the tour's shell commands do what the README says", { timeout: 180_000 }, async () => {
  expect(tour.shellBlocks).toBeGreaterThanOrEqual(3);
  const { code, output } = await tour.runShell();
  expect(code, output).toBe(0);
  expect(output).toContain("SUCCEEDED");
  expect(output).toMatch(/"Name": "rain_mm",\s+"Type": "double"/);
  expect(output).toContain('"city","rain"\n"Lisbon","3.5"\n"Oslo","0.5"\n');
});

test.runIf(hasCli && hasBoto3)("the tour's Python sees what the shell made", { timeout: 60_000 }, async () => {
  const { code, output } = await tour.runPython();
  expect(code, output).toBe(0);
  expect(output).toContain("'rain/rain.csv'");
});
