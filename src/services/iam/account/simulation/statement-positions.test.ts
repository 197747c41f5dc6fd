/** Positions are 1-based; the end is just behind the statement. */
import { expect, test } from "vitest";
import { statementSpans } from "./statement-positions.ts";

test("each statement of a list has its own lines and columns", () => {
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "arn:aws:s3:::{odd}\\"]/*",
      "Condition": {"StringEquals": {"s3:prefix": "}"}}
    }
  ]
}`;
  expect(statementSpans(text)).toEqual([
    { start: { line: 4, column: 5 }, end: { line: 4, column: 62 } },
    { start: { line: 5, column: 5 }, end: { line: 10, column: 6 } },
  ]);
});

test("a single statement need not be a list, and a Statement elsewhere is none", () => {
  const text =
    '{"Id":"\\"Statement\\": [{","Statement":{"Sid":"Statement","Effect":"Allow","Action":"*","Resource":"*"}}';
  const [span, ...more] = statementSpans(text);
  expect(more).toEqual([]);
  expect(text.slice((span?.start.column ?? 0) - 1, (span?.end.column ?? 0) - 1)).toBe(
    '{"Sid":"Statement","Effect":"Allow","Action":"*","Resource":"*"}',
  );
});
