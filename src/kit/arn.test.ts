import { expect, test } from "vitest";
import { formatArn, parseArn } from "./arn.ts";

test.each([
  "arn:aws:s3:::bucket/key:with:colons",
  "arn:aws:iam::123456789012:user/ml/ana",
  "arn:aws:glue:us-east-1:123456789012:table/db/t",
  "arn:aws:s3:::",
  "arn:aws::::",
])("%s comes back as it was", (text) => {
  const { partition, ...arn } = parseArn(text) ?? expect.fail("no ARN");
  expect(formatArn(arn, partition)).toBe(text);
});

test.each([
  "",
  "arn",
  "*",
  "arn:aws:s3::",
  "bucket/key",
  "ARN:aws:s3:::b",
  "xarn:aws:s3:::b",
  "arn:aws-cn:s3:::b",
  "arn::s3:::b",
])("%j is no ARN", (text) => {
  expect(parseArn(text)).toBeUndefined();
});
