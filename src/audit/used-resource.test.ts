import { expect, test } from "vitest";
import { foldResources, usedResource } from "./used-resource.ts";

test.each([
  ["arn:aws:s3:::lake/raw/2026/a.csv", "arn:aws:s3:::lake/raw/2026/*"],
  ["arn:aws:s3:::lake/top.csv", "arn:aws:s3:::lake/top.csv"],
  ["arn:aws:s3:::lake", "arn:aws:s3:::lake"],
  ["arn:aws:glue:us-east-1:1:table/db/t", "arn:aws:glue:us-east-1:1:table/db/t"],
  ["*", "*"],
])("%s is counted as %s", (arn, counted) => {
  expect(usedResource(arn)).toBe(counted);
});

test("folding keeps the counts, covers everything and gives up the deepest level first", () => {
  const use = (resource: string): { resource: string; count: number; lastMs: number } => ({
    resource,
    count: 2,
    lastMs: 5,
  });
  const deep = Array.from({ length: 9 }, (_, day) => use(`arn:aws:s3:::lake/raw/${day}/*`));
  expect(foldResources([...deep, use("arn:aws:s3:::other")], 3)).toEqual([
    { resource: "arn:aws:s3:::lake/raw/*", count: 18, lastMs: 5 },
    use("arn:aws:s3:::other"),
  ]);
});

test("what has no level left to give up becomes everything", () => {
  const flat = Array.from({ length: 9 }, (_, bucket) => ({
    resource: `arn:aws:s3:::b${bucket}`,
    count: 1,
    lastMs: bucket,
  }));
  expect(foldResources(flat, 3)).toEqual([{ resource: "*", count: 9, lastMs: 8 }]);
});
