/** The security page's team in ten minutes, word by word: users, roles, keys and policies through the AWS CLI and boto3. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasBoto3, hasCli, startTour, type Tour } from "../support/tour.ts";

let tour: Tour;
beforeAll(async () => {
  tour = await startTour("docs/security.md", "A team in ten minutes");
});
afterAll(() => tour.close());

test.runIf(hasCli)("each member of the team can do exactly what the page says", { timeout: 240_000 }, async () => {
  expect(tour.shellBlocks).toBeGreaterThanOrEqual(4);
  const { code, output } = await tour.runShell();
  expect(code, output).toBe(0);
  expect(output).toContain(":user/ana");
  expect(output).toContain("2026-01-01,3.5");
  expect(output).toMatch(
    /user\/ana is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::team-lake\/secret\/plans.csv" because no identity-based policy allows the s3:GetObject action\s+refused, as it should be/,
  );
  expect(output).toMatch(/because no permissions boundary allows the s3:DeleteObject action[^]*the boundary holds/);
  expect(output).toMatch(/user\/audit is not authorized to perform: s3:DeleteObject[^]*an auditor changes nothing/);
  expect(output).toContain("the password");
  expect(output).toMatch(/with an explicit deny in a resource-based policy[^]*even root is refused/);
  // What `why` and `suggest` say is theirs to specify; here it must be about Ana's refusal and Ana's use.
  expect(output).toMatch(/even root is refused[^]*s3:PutObject[^]*OnlyThePipelineWrites/);
  expect(output).toMatch(/"s3:GetObject"/);
});

test.runIf(hasCli && hasBoto3)("boto3 simulates what the shell set up", { timeout: 60_000 }, async () => {
  const { code, output } = await tour.runPython();
  expect(code, output).toBe(0);
  expect(output).toContain("{'s3:GetObject': 'allowed', 's3:PutObject': 'implicitDeny'}");
});
