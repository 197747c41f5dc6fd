/**
 * What conditions, variables and patterns mean, one line each; from
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and its neighbours (read 2026-11-23).
 */
import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile-policy.ts";
import { evaluate } from "./evaluate.ts";

type Context = Readonly<Record<string, string | readonly string[]>>;
type Version = "2008-10-17" | "2012-10-17";

interface Ask {
  readonly context?: Context;
  readonly resource?: string;
  readonly action?: string;
  readonly version?: Version;
}

function matches(
  statement: object,
  { context = {}, resource = "*", action = "s3:GetObject", version = "2012-10-17" }: Ask,
): boolean {
  const text = JSON.stringify({
    Version: version,
    Statement: { Effect: "Allow", Action: "*", Resource: "*", ...statement },
  });
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const principal = { type: "user", accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/ada" } as const;
  const request = {
    action,
    resource,
    principal,
    resourceAccountId: undefined,
    context: { get: (key: string) => keys.get(key) },
  };
  const identity = [compilePolicy({ layer: "identity-policy", id: "p" }, text)];
  return evaluate(request, { identity, resourceRule: "grants" }).isAllowed;
}

const holds = (operator: string, key: string, values: unknown, context: Context, version?: Version): boolean =>
  matches({ Condition: { [operator]: { [key]: values } } }, { context, ...(version === undefined ? {} : { version }) });

describe("a condition", () => {
  type Row = readonly [operator: string, key: string, values: unknown, context: Context, holds: boolean];
  const rows: readonly Row[] = [
    ["StringEquals", "aws:username", "ada", { "aws:username": "ada" }, true],
    ["StringEquals", "aws:username", "ada", { "aws:username": "Ada" }, false],
    ["StringEquals", "AWS:UserName", "ada", { "aws:username": "ada" }, true],
    ["StringEquals", "aws:username", ["bob", "ada"], { "aws:username": "ada" }, true],
    ["StringEquals", "aws:username", "a*", { "aws:username": "ada" }, false],
    ["StringEquals", "aws:username", "ada", {}, false],
    ["StringEqualsIfExists", "aws:username", "ada", {}, true],
    ["StringEqualsIfExists", "aws:username", "ada", { "aws:username": "bob" }, false],
    ["StringNotEquals", "aws:username", "ada", {}, true],
    ["StringNotEquals", "aws:username", ["ada", "bob"], { "aws:username": "bob" }, false],
    ["StringNotEquals", "aws:username", ["ada", "bob"], { "aws:username": "eve" }, true],
    ["StringEqualsIgnoreCase", "aws:username", "ADA", { "aws:username": "ada" }, true],
    ["StringLike", "s3:prefix", ["", "home/*"], { "s3:prefix": "" }, true],
    ["StringLike", "s3:prefix", "home/?da/*", { "s3:prefix": "home/ada/x" }, true],
    ["StringNotLike", "s3:prefix", "home/*", { "s3:prefix": "raw/" }, true],
    ["NumericLessThanEquals", "s3:max-keys", "10", { "s3:max-keys": "10" }, true],
    ["NumericLessThan", "s3:max-keys", "10", { "s3:max-keys": "9.5" }, true],
    ["NumericGreaterThan", "s3:max-keys", "10", { "s3:max-keys": "9" }, false],
    ["NumericEquals", "s3:max-keys", "10", { "s3:max-keys": "1e1" }, true],
    ["NumericEquals", "s3:max-keys", "10", { "s3:max-keys": "0xa" }, false],
    ["NumericEquals", "s3:max-keys", "10", { "s3:max-keys": "" }, false],
    ["DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", { "aws:CurrentTime": "2026-01-01T00:00:01Z" }, true],
    [
      "DateLessThan",
      "aws:CurrentTime",
      "2026-01-01T01:00:00+01:00",
      { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
      false,
    ],
    ["DateEquals", "aws:CurrentTime", "2026-01-01", { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, true],
    ["DateEquals", "aws:EpochTime", "1767225600", { "aws:EpochTime": "2026-01-01T00:00:00Z" }, true],
    ["DateLessThan", "aws:CurrentTime", "sometime", { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, false],
    ["Bool", "aws:SecureTransport", "true", { "aws:SecureTransport": "true" }, true],
    ["Bool", "aws:SecureTransport", "TRUE", { "aws:SecureTransport": "true" }, true],
    ["Bool", "aws:MultiFactorAuthPresent", "false", {}, false],
    ["BoolIfExists", "aws:MultiFactorAuthPresent", "false", {}, true],
    ["BinaryEquals", "x:y", "QmluYXJ5", { "x:y": "QmluYXJ5" }, true],
    ["BinaryEquals", "x:y", "QmluYXJ5", { "x:y": "QmluYXJ4" }, false],
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24", { "aws:SourceIp": "203.0.113.77" }, true],
    ["IpAddress", "aws:SourceIp", "203.0.113.5", { "aws:SourceIp": "203.0.113.5" }, true],
    ["IpAddress", "aws:SourceIp", "2001:DB8:1234:5678::/64", { "aws:SourceIp": "2001:db8:1234:5678::9" }, true],
    ["IpAddress", "aws:SourceIp", "0.0.0.0/0", { "aws:SourceIp": "2001:db8::1" }, false],
    ["IpAddress", "aws:SourceIp", "10.0.0.0/8", { "aws:SourceIp": "::ffff:10.1.2.3" }, true],
    ["IpAddress", "aws:SourceIp", "10.0.0.0/33", { "aws:SourceIp": "10.0.0.0" }, false],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", { "aws:SourceIp": "10.1.2.3" }, false],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", { "aws:SourceIp": "2001:db8::1" }, true],
    [
      "ArnLike",
      "aws:SourceArn",
      "arn:aws:sns:*:111122223333:t*",
      { "aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:topic" },
      true,
    ],
    // AWS's own example of what ArnLike refuses and StringLike takes.
    [
      "ArnLike",
      "x:y",
      "arn:aws:someservice:*:111122223333:finance/*",
      { "x:y": "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt" },
      false,
    ],
    [
      "StringLike",
      "x:y",
      "arn:aws:someservice:*:111122223333:finance/*",
      { "x:y": "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt" },
      true,
    ],
    ["ArnEquals", "x:y", "arn:aws:logs:*:*:log-group:*", { "x:y": "arn:aws:logs:r:1:log-group:a:b" }, true],
    ["ArnNotEquals", "x:y", "arn:aws:s3:::a", { "x:y": "arn:aws:s3:::b" }, true],
    ["ArnLike", "x:y", "*", { "x:y": "arn:aws:s3:::b" }, false],
    ["Null", "aws:TokenIssueTime", "true", {}, true],
    ["Null", "aws:TokenIssueTime", "false", {}, false],
    ["Null", "aws:TokenIssueTime", "false", { "aws:TokenIssueTime": "x" }, true],
    ["Null", "aws:TagKeys", "true", { "aws:TagKeys": [] }, true],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["a", "b"], { "aws:TagKeys": ["a"] }, true],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["a", "b"], { "aws:TagKeys": ["a", "c"] }, false],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["a"], {}, true],
    ["ForAllValues:StringNotEquals", "aws:TagKeys", ["a"], { "aws:TagKeys": ["b", "a"] }, false],
    ["ForAnyValue:StringEquals", "aws:TagKeys", ["a", "b"], { "aws:TagKeys": ["c", "a"] }, true],
    ["ForAnyValue:StringEquals", "aws:TagKeys", ["a"], {}, false],
    ["ForAnyValue:StringNotEquals", "aws:TagKeys", ["a"], { "aws:TagKeys": ["a", "b"] }, true],
    ["ForAnyValue:StringNotEquals", "aws:TagKeys", ["a"], {}, false],
    ["ForAnyValue:StringLikeIfExists", "aws:TagKeys", ["a"], {}, false],
    ["ForAnyValue:StringLike", "aws:username", ["a*"], { "aws:username": "ada" }, true],
  ];

  test.each(rows)("%s %s %j with %j: %s", (operator, key, values, context, expected) => {
    expect(holds(operator, key, values, context)).toBe(expected);
  });

  test("block holds when all of its keys and operators do", () => {
    const Condition = { StringEquals: { "aws:username": "ada", "x:y": "1" }, Bool: { "aws:SecureTransport": "true" } };
    const context = { "aws:username": "ada", "x:y": "1", "aws:SecureTransport": "true" };
    expect(matches({ Condition }, { context })).toBe(true);
    expect(matches({ Condition }, { context: { ...context, "x:y": "2" } })).toBe(false);
    expect(matches({ Condition }, { context: { ...context, "aws:SecureTransport": "false" } })).toBe(false);
  });
});

describe("a policy variable", () => {
  const context = {
    "aws:username": "ada",
    "aws:PrincipalTag/team": "ml",
    "aws:PrincipalTag/empty": "",
    "aws:PrincipalTag/star": "*",
    "aws:TagKeys": ["ada"],
  };
  const like = (value: string, text: string, version?: Version): boolean =>
    holds("StringLike", "x:y", value, { ...context, "x:y": text }, version);

  test("stands for the value of its key, whatever the case of the name", () => {
    expect(like("home/${AWS:UserName}/*", "home/ada/x")).toBe(true);
    expect(like("home/${aws:username}/*", "home/bob/x")).toBe(false);
    expect(like("${aws:principaltag/team}", "ml")).toBe(true);
  });

  test("is nothing but text in the older version", () => {
    expect(like("${aws:username}", "ada", "2008-10-17")).toBe(false);
    expect(like("${aws:username}", "${aws:username}", "2008-10-17")).toBe(true);
  });

  test("brings in text, never wildcards", () => {
    expect(like("${aws:PrincipalTag/star}", "anything")).toBe(false);
    expect(like("${aws:PrincipalTag/star}", "*")).toBe(true);
  });

  test("has a default for keys without a value", () => {
    expect(like("${aws:PrincipalTag/none, 'company-wide'}", "company-wide")).toBe(true);
    expect(like("${aws:PrincipalTag/empty, 'company-wide'}", "company-wide")).toBe(true);
    expect(like("${aws:PrincipalTag/team, 'company-wide'}", "company-wide")).toBe(false);
  });

  test("without a value equals nothing, so that negated operators hold", () => {
    expect(holds("StringEquals", "aws:username", "${aws:PrincipalTag/none}", context)).toBe(false);
    expect(holds("StringNotEquals", "aws:username", "${aws:PrincipalTag/none}", context)).toBe(true);
    expect(holds("StringEquals", "aws:PrincipalTag/empty", "${aws:PrincipalTag/empty}", context)).toBe(false);
  });

  test("cannot hold a key of several values", () => {
    expect(like("${aws:TagKeys}", "ada")).toBe(false);
  });

  test("may name the special characters", () => {
    expect(like("a${*}", "a*")).toBe(true);
    expect(like("a${*}", "ab")).toBe(false);
    expect(like("a${?}${$}", "a?$")).toBe(true);
    expect(holds("StringEquals", "x:y", "${*}", { "x:y": "*" })).toBe(true);
  });

  test("works in ARN operators and Bool, not in numbers", () => {
    const own = { ...context, "x:y": "arn:aws:iam::1:user/ada", "aws:PrincipalArn": "arn:aws:iam::1:user/ada" };
    expect(holds("ArnEquals", "x:y", "arn:aws:iam::*:user/${aws:username}", own)).toBe(true);
    expect(holds("ArnEquals", "x:y", "${aws:PrincipalArn}", own)).toBe(true);
    expect(holds("Bool", "x:y", "${x:z}", { "x:y": "true", "x:z": "true" })).toBe(true);
    expect(holds("NumericEquals", "x:y", "${x:z}", { "x:y": "5", "x:z": "5" })).toBe(false);
  });

  test("in Resource without a value matches no resource", () => {
    const resource = "arn:aws:s3:::b/ada/x";
    expect(matches({ Resource: "arn:aws:s3:::b/${aws:username}/*" }, { context, resource })).toBe(true);
    expect(matches({ Resource: "arn:aws:s3:::b/${aws:nobody}/*" }, { context, resource })).toBe(false);
  });
});

describe("a pattern", () => {
  test("for actions ignores case, one for resources does not", () => {
    expect(matches({ Action: "S3:getOBJECT" }, {})).toBe(true);
    expect(matches({ Resource: "arn:aws:s3:::B" }, { resource: "arn:aws:s3:::b" })).toBe(false);
  });

  test("for resources runs over colons and slashes", () => {
    expect(matches({ Resource: "arn:aws:logs:*:x" }, { resource: "arn:aws:logs:r:1:log-group:a/b:x" })).toBe(true);
    expect(matches({ Resource: "arn:aws:s3:::b/?" }, { resource: "arn:aws:s3:::b//" })).toBe(true);
    expect(matches({ Resource: "arn:aws:s3:::b/??" }, { resource: "arn:aws:s3:::b/x" })).toBe(false);
  });

  test("of one service does not mean another with the same beginning", () => {
    expect(matches({ Action: "s3:*" }, { action: "s3express:CreateSession" })).toBe(false);
    expect(matches({ Action: "s3*" }, { action: "s3express:CreateSession" })).toBe(true);
  });

  test("in NotAction and NotResource means everything else", () => {
    expect(matches({ Action: undefined, NotAction: ["iam:*", "s3:Put*"] }, {})).toBe(true);
    expect(matches({ Action: undefined, NotAction: ["iam:*", "s3:Get*"] }, {})).toBe(false);
    expect(matches({ Resource: undefined, NotResource: "arn:aws:s3:::b/*" }, { resource: "arn:aws:s3:::b" })).toBe(
      true,
    );
    expect(matches({ Resource: undefined, NotResource: "arn:aws:s3:::b/*" }, { resource: "arn:aws:s3:::b/x" })).toBe(
      false,
    );
  });
});
