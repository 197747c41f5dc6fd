/** The S3 page's ten minutes, word by word, through the AWS CLI and curl. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasCli, startTour, type Tour } from "../support/tour.ts";

let tour: Tour;
beforeAll(async () => {
  tour = await startTour("docs/s3.md", "Ten minutes");
});
afterAll(() => tour.close());

test.runIf(hasCli)(
  "data is sealed, ages, is protected, served and replicated as the page says",
  { timeout: 600_000 },
  async () => {
    expect(tour.shellBlocks).toBeGreaterThanOrEqual(7);
    const { code, output } = await tour.runShell();
    expect(code, output).toBe(0);
    expect(output).toMatch(/"aws:kms"[^]*sealed, and the key is disabled[^]*weights/);
    expect(output).toMatch(/"GLACIER"[^]*archived: restore it first[^]*weights[^]*removed after a year/);
    expect(output).toMatch(/kept for 30 days/);
    expect(output).toMatch(/somebody was first/);
    expect(output).toContain("<h1>Models</h1>");
    expect(output).toMatch(/weights\n[^]*through her own door only/);
    expect(output.trimEnd()).toMatch(/weights$/);
  },
);
