/**
 * What is refused as a policy, and in which words. The answers for policies of identities were recorded from CreatePolicy by the moto project
 * (tests/test_iam/test_iam_policies.py, read 2026-11-23).
 */
import { describe, expect, test } from "vitest";
import { parsePolicy, policySizeChars } from "./parse-policy.ts";
import type { PolicyKind } from "./policy-document.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";

const statement = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::b" };
const policy = (changes: object = {}, outer: object = {}): object => ({
  Version: "2012-10-17",
  Statement: { ...statement, ...changes },
  ...outer,
});
const without = (name: string, changes: object = {}): object => {
  const { [name]: _gone, ...rest } = { ...statement, ...changes } as Record<string, unknown>;
  return { Version: "2012-10-17", Statement: rest };
};

function refusal(document: unknown, kind: PolicyKind = "identity"): string {
  try {
    parsePolicy(typeof document === "string" ? document : JSON.stringify(document), kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error.message;
    throw error;
  }
  return "accepted";
}

const SYNTAX = "Syntax errors in policy.";
const VERSION = "Policy document must be version 2012-10-17 or greater.";
const LEGACY = "The policy failed legacy parsing";
const VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
const COLONS = "Actions/Condition can contain only one colon.";
const ACTIONS = "Policy statement must contain actions.";
const RESOURCES = "Policy statement must contain resources.";
const IAM_PATH =
  'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';

const REFUSED: readonly (readonly [title: string, document: unknown, message: string])[] = [
  ["text that is not JSON", "This is not a json document", SYNTAX],
  ["a key named twice", '{"Version":"2012-10-17","Statement":[],"Statement":[]}', SYNTAX],
  ["no version", { Statement: statement }, VERSION],
  ["the old version", policy({}, { Version: "2008-10-17" }), VERSION],
  ["an unknown version", policy({}, { Version: "2013-10-17" }), SYNTAX],
  ["no statement", { Version: "2012-10-17" }, SYNTAX],
  ["no statements in the list", { Version: "2012-10-17", Statement: [] }, SYNTAX],
  ["a statement that is a text", { Version: "2012-10-17", Statement: ["afd"] }, SYNTAX],
  ["an unknown element", policy({}, { "Extra field": "value" }), SYNTAX],
  ["an unknown element of a statement", policy({ "Extra field": "value" }), SYNTAX],
  ["an id that is a list", policy({}, { Id: ["x"] }), SYNTAX],
  ["an unknown effect", policy({ Effect: "invalid" }), SYNTAX],
  ["no effect", without("Effect"), SYNTAX],
  ["an effect in another case", policy({ Effect: "denY" }), LEGACY],
  ["an action without a service", policy({ Action: "invalid" }), VENDOR],
  ["an empty action", without("Action", { NotAction: "" }), VENDOR],
  ["a service with a space", policy({ Action: "a a:ListBucket" }), "Vendor a a is not valid"],
  ["an action with two colons", policy({ Action: "s3:List:Bucket" }), COLONS],
  [
    "a resource that is no ARN",
    policy({ Resource: "invalid resource" }),
    'Resource invalid resource must be in ARN format or "*".',
  ],
  ["an empty resource", policy({ Resource: "" }), 'Resource  must be in ARN format or "*".'],
  [
    "a bad resource before a bad action",
    policy({ Action: "s:3:ListBucket", Resource: "sdfsadf" }),
    'Resource sdfsadf must be in ARN format or "*".',
  ],
  [
    "an unknown partition",
    policy({ Resource: "a:bsdfdsafsad" }),
    'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".',
  ],
  [
    "a long ARN of an unknown partition",
    policy({ Resource: "a:b:c:d:e:f:g:h" }),
    'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
  ],
  [
    "an ARN that lacks its first part",
    policy({ Resource: "aws:s3:::example_bucket" }),
    'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
  ],
  [
    "an ARN without a service",
    policy({ Resource: "arn:aws" }),
    "Resource vendor must be fully qualified and cannot contain regexes.",
  ],
  ["an ARN that lacks a part", policy({ Resource: "arn:aws:s3::example_bucket" }), LEGACY],
  ["an ARN with an empty service", policy({ Resource: "arn:aws::::example_bucket" }), LEGACY],
  ["an IAM resource of no kind", policy({ Resource: "arn:aws:iam:::example_bucket" }), IAM_PATH],
  [
    "an IAM resource with a Region",
    policy({ Resource: "arn:aws:iam:us-east-1::example_bucket" }),
    "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.",
  ],
  [
    "a bucket with a Region",
    policy({ Resource: "arn:aws:s3:us-east-1::example_bucket" }),
    "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.",
  ],
  ["no resource", without("Resource"), RESOURCES],
  ["an empty list of resources", policy({ Resource: [] }), RESOURCES],
  ["no resource and a bad action", without("Resource", { Action: "invalid" }), VENDOR],
  ["no action", without("Action"), ACTIONS],
  ["an empty list of actions", policy({ Action: [] }), ACTIONS],
  ["Action beside NotAction", policy({ NotAction: "iam:dsf" }), SYNTAX],
  ["Resource beside NotResource", policy({ NotResource: "*" }), SYNTAX],
  ["an action in two lists", policy({ Action: [[]] }), SYNTAX],
  ["a resource that is an object", policy({ Resource: { a: "arn:aws:s3:::b" } }), SYNTAX],
  ["a condition that is a list", policy({ Condition: [] }), SYNTAX],
  ["an operator without keys", policy({ Condition: { DateGreaterThan: "b" } }), SYNTAX],
  ["an unknown operator", policy({ Condition: { x: { a: "1" } } }), SYNTAX],
  ["an operator with two colons", policy({ Condition: { "ForAnyValue::StringEqualsIfExists": { a: "asf" } } }), SYNTAX],
  ["Null with IfExists", policy({ Condition: { NullIfExists: { a: "true" } } }), SYNTAX],
  ["a date that is none", policy({ Condition: { DateGreaterThan: { a: "sdfdsf" } } }), LEGACY],
  ["month 13", policy({ Condition: { DateLessThanEquals: { a: "234-13" } } }), LEGACY],
  [
    "a time zone of one digit",
    policy({ Condition: { DateLessThanEquals: { a: "2016-12-13t2:00:00.593194+1" } } }),
    LEGACY,
  ],
  [
    "ten digits of a second",
    policy({ Condition: { DateLessThanEquals: { a: "2016-12-13t2:00:00.1999999999+10:59" } } }),
    LEGACY,
  ],
  ["more seconds than a long holds", policy({ Condition: { DateLessThan: { a: "9223372036854775808" } } }), LEGACY],
  [
    "a bad date before a bad partition",
    policy({ Resource: "arn:error:s3:::b", Condition: { DateGreaterThan: { a: "x" } } }),
    LEGACY,
  ],
  [
    "a bad version before a bad date",
    policy({ Condition: { DateGreaterThan: { a: "x" } } }, { Version: "2008-10-17" }),
    VERSION,
  ],
  ["a sid that is a list", policy({ Sid: [] }), SYNTAX],
  [
    "a sid with a space",
    policy({ Sid: "a b" }),
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  ],
  [
    "two equal sids, before anything is missing",
    {
      Version: "2012-10-17",
      Statement: [
        { ...statement, Sid: "s" },
        { Sid: "s", Effect: "Allow" },
      ],
    },
    "Statement IDs (SID) in a single policy must be unique.",
  ],
  ["a principal", policy({ Principal: "*" }), "Policy document should not specify a principal."],
  ["deep nesting", "[".repeat(100_000), SYNTAX],
  ["a text of a megabyte", JSON.stringify(policy({ Sid: "x".repeat(1_000_000) })), SYNTAX],
];

const ACCEPTED: readonly (readonly [title: string, document: unknown])[] = [
  ["one statement without a list", policy()],
  ["a list of statements", { Version: "2012-10-17", Statement: [statement] }],
  ["an action of any name", policy({ Action: "iam: asdf safdsf af " })],
  ["all actions", policy({ Action: "*" })],
  ["services nobody knows", policy({ Action: ["s3.s:ListBucket", "s3-s:ListBucket"], Resource: "arn:aws:s33:::b" })],
  ["a short ARN", policy({ Resource: "arn:aws:fdsasf" })],
  ["an IAM resource", policy({ Resource: "arn:aws:iam:::user/example_bucket" })],
  ["NotAction and NotResource", without("Action", { NotAction: "s3:ListBucket" })],
  ["an id", policy({}, { Id: "sdfsdfsdf" })],
  ["no conditions", policy({ Condition: {} })],
  ["unknown operators without keys", policy({ Condition: { x: {}, y: {} } })],
  ["a key without values", policy({ Condition: { DateGreaterThan: { a: [] } } })],
  ["set operators", policy({ Condition: { "ForAnyValue:StringEqualsIfExists": { a: "asf" } } })],
  ["values that are numbers and booleans", policy({ Condition: { NumericEquals: { a: 5 }, Bool: { b: true } } })],
  [
    "dates of several forms",
    policy({
      Condition: {
        DateLessThan: {
          a: [
            "2019-07-01T13:20:15Z",
            "2016-12-13T21:20:37.593194+00:00",
            "2016-12-13t2:00:00.593194+23",
            "-292275054",
            "01T",
            "1571050000",
          ],
        },
      },
    }),
  ],
  ["variables", policy({ Resource: "arn:aws:iam::*:user/${aws:username}" })],
];

describe("a policy of an identity", () => {
  test.each(REFUSED)("is refused for %s", (_title, document, message) => {
    expect(refusal(document)).toBe(message);
  });

  test.each(ACCEPTED)("may have %s", (_title, document) => {
    expect(refusal(document)).toBe("accepted");
  });

  test("is read into values", () => {
    const text = JSON.stringify(policy({ Sid: "a1", Condition: { StringLike: { "aws:PrincipalTag/x": ["a", "b"] } } }));
    expect(parsePolicy(text, "identity")).toEqual({
      version: "2012-10-17",
      statements: [
        {
          sid: "a1",
          effect: "Allow",
          action: { isNegated: false, patterns: ["s3:ListBucket"] },
          resource: { isNegated: false, patterns: ["arn:aws:s3:::b"] },
          conditions: [{ operator: "StringLike", key: "aws:PrincipalTag/x", values: ["a", "b"] }],
        },
      ],
    });
  });
});

describe("a trust policy", () => {
  const trust = (changes: object): object => ({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole", ...changes },
  });

  test.each([
    [{ Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
    [{ Principal: { AWS: ["111122223333", "arn:aws:iam::111122223333:user/path/ada"] } }],
    [{ Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/r/s" } }],
    [{ Principal: { AWS: "AIDACKCEVSQ6C2EXAMPLE" } }],
    [{ Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" } }],
    [{ Principal: { Federated: "accounts.google.com" }, Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] }],
    [{ Principal: "*" }],
  ])("may name %j", (changes) => {
    expect(refusal(trust(changes), "trust")).toBe("accepted");
    expect(refusal({ ...trust(changes), Version: "2008-10-17" }, "trust")).toBe("accepted");
  });

  test.each([
    [{ Resource: "*" }, "Has prohibited field Resource"],
    [{ Action: "s3:GetObject" }, "AssumeRole policy may only specify STS AssumeRole actions."],
    [{ Principal: undefined }, "Missing required field Principal"],
    [
      { Principal: { AWS: "arn:aws:iam::111122223333:user/*" } },
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"',
    ],
    [
      { Principal: { AWS: "arn:aws:iam::111122223333:group/g" } },
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g"',
    ],
    [{ Principal: { AWS: "12345" } }, 'Invalid principal in policy: "AWS":"12345"'],
    [{ Principal: { Service: "glue" } }, 'Invalid principal in policy: "SERVICE":"glue"'],
    [{ Principal: { Nobody: "x" } }, 'Invalid principal in policy: "Nobody"'],
  ])("is refused with %j", (changes, message) => {
    expect(refusal(trust(changes), "trust")).toBe(message);
  });
});

describe("a policy of another kind", () => {
  const bucket = (changes: object): object => ({
    Statement: { ...statement, Principal: "*", Sid: "any text", ...changes },
  });

  test("of a bucket needs a principal and speaks S3's words", () => {
    expect(refusal(bucket({}), "resource")).toBe("accepted");
    expect(refusal(bucket({ Principal: { CanonicalUser: "a".repeat(64) } }), "resource")).toBe("accepted");
    expect(refusal(bucket({ Principal: undefined }), "resource")).toBe("Missing required field Principal");
    expect(refusal(bucket({ Principal: { AWS: "nobody" } }), "resource")).toBe("Invalid principal in policy");
    expect(refusal(bucket({ Effect: "allow" }), "resource")).toBe("Invalid effect: allow");
    expect(refusal(bucket({ Extra: 1 }), "resource")).toBe("Unknown field Extra");
    expect(refusal("x", "resource")).toBe("Policies must be valid JSON and the first byte must be '{'");
  });

  test("of an organization is refused in one sentence", () => {
    const message = "The provided policy document does not meet the requirements of the specified policy type.";
    expect(refusal(policy(), "scp")).toBe("accepted");
    expect(refusal(policy({ Principal: "*" }), "scp")).toBe(message);
    expect(refusal(policy({ Principal: "*", Effect: "Deny" }), "rcp")).toBe("accepted");
    expect(refusal(policy({ Principal: "*", Effect: "Allow" }), "rcp")).toBe(message);
    expect(refusal(policy({ Principal: { AWS: "111122223333" }, Effect: "Deny" }), "rcp")).toBe(message);
  });
});

test("white space does not count for the size of a policy", () => {
  expect(policySizeChars('{ "a":\n\t"b c" }')).toBe('{"a":"bc"}'.length);
});
