import { expect, test } from "vitest";
import type { ActionUse } from "../kit/ports/permission-use.ts";
import { generaliseResources, suggestPolicy } from "./suggest-policy.ts";

const use = (action: string, ...resources: string[]): ActionUse => ({
  action,
  count: 1,
  firstMs: 0,
  lastMs: 0,
  lastRegion: "us-east-1",
  resources: resources.map((resource) => ({ resource, count: 1, lastMs: 0 })),
});

test("actions of a service on the same resources share a statement", () => {
  const policy = suggestPolicy([
    use("s3:GetObject", "arn:aws:s3:::lake/raw/*"),
    use("s3:PutObject", "arn:aws:s3:::lake/raw/*"),
    use("s3:ListBucket", "arn:aws:s3:::lake"),
    use("glue:GetTable", "arn:aws:glue:us-east-1:1:catalog", "arn:aws:glue:us-east-1:1:table/db/t"),
  ]);
  expect(policy).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "S3Used1",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::lake/raw/*"],
      },
      { Sid: "S3Used2", Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::lake"] },
      {
        Sid: "GlueUsed1",
        Effect: "Allow",
        Action: ["glue:GetTable"],
        Resource: ["arn:aws:glue:us-east-1:1:catalog", "arn:aws:glue:us-east-1:1:table/db/t"],
      },
    ],
  });
});

test("what a folder in the list covers is left out", () => {
  expect(generaliseResources(["arn:aws:s3:::lake/a/b/*", "arn:aws:s3:::lake/a/*", "arn:aws:s3:::lake/c/*"])).toEqual([
    "arn:aws:s3:::lake/a/*",
    "arn:aws:s3:::lake/c/*",
  ]);
  expect(generaliseResources(["*", "arn:aws:s3:::lake"])).toEqual(["*"]);
});

test("more than five beside each other become their parent, but never more than a bucket or a database", () => {
  const days = Array.from({ length: 6 }, (_, day) => `arn:aws:s3:::lake/raw/${day}/*`);
  expect(generaliseResources([...days, "arn:aws:s3:::other/x"])).toEqual([
    "arn:aws:s3:::lake/raw/*",
    "arn:aws:s3:::other/x",
  ]);
  const tables = Array.from({ length: 6 }, (_, table) => `arn:aws:glue:us-east-1:1:table/db/t${table}`);
  expect(generaliseResources(tables)).toEqual(["arn:aws:glue:us-east-1:1:table/db/*"]);
  const buckets = Array.from({ length: 9 }, (_, bucket) => `arn:aws:s3:::bucket${bucket}`);
  expect(generaliseResources(buckets)).toEqual(buckets);
});
