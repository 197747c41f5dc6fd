/** Names that mean nothing. */
import { beforeAll, expect, test } from "vitest";
import { parsePolicy } from "../parse-policy.ts";
import { type KnownNames, lintPolicy } from "./lint-policy.ts";
import { loadKnownNames } from "./load-known-names.ts";

let known: KnownNames;
beforeAll(async () => {
  known = await loadKnownNames();
});

const messages = (...statements: readonly object[]): readonly string[] => {
  const Statement = statements.map((statement) => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "*",
    ...statement,
  }));
  const text = JSON.stringify({ Version: "2012-10-17", Statement });
  return lintPolicy(parsePolicy(text, "identity"), known).map(({ element, message }) => `${element}: ${message}`);
};
const withKey = (key: string): object => ({ Condition: { StringEquals: { [key]: "x" } } });

test("actions that no service has are told with their element and the name that was meant", () => {
  expect(
    messages({ Action: ["s3:GetObject", "s3:GetObjcet"] }, { Action: undefined, NotAction: "kms:Decript" }),
  ).toEqual([
    'Statement[0].Action: "s3:GetObjcet": s3 has no such action; did you mean s3:GetObject?',
    'Statement[1].NotAction: "kms:Decript": kms has no such action; did you mean kms:Decrypt?',
  ]);
  expect(messages({ Action: "athnea:StartQueryExecution" })).toEqual([
    'Statement[0].Action: "athnea:StartQueryExecution": no service has the prefix "athnea"; did you mean athena?',
  ]);
  expect(messages({ Action: "s3:Fetch*" })).toEqual(['Statement[0].Action: "s3:Fetch*" matches no action of s3']);
  expect(messages({ Action: "s3:Qqqqqqqq" })).toEqual(['Statement[0].Action: "s3:Qqqqqqqq": s3 has no such action']);
});

test("actions are compared without case, and patterns with what they match", () => {
  expect(messages({ Action: ["*", "s3:*", "S3:getobject", "s3:Get?bject", "glue:*Table*", "iam:PassRole"] })).toEqual(
    [],
  );
});

test("condition keys that nothing fills are told, and those of identity providers are theirs", () => {
  expect(messages(withKey("aws:PrincipleTag/team"))).toEqual([
    'Statement[0].Condition.StringEquals: "aws:PrincipleTag/team" is no condition key of aws; did you mean aws:PrincipalTag/team?',
  ]);
  expect(messages(withKey("s3:prefixes"))).toEqual([
    'Statement[0].Condition.StringEquals: "s3:prefixes" is no condition key of s3; did you mean s3:prefix?',
  ]);
  for (const key of [
    "aws:PrincipalTag/team",
    "AWS:sourceip",
    "s3:ExistingObjectTag/class",
    "kms:EncryptionContext:any",
    "secretsmanager:ResourceTag/a",
    "accounts.google.com:aud",
    "token.actions.githubusercontent.com:sub",
  ])
    expect(messages(withKey(key))).toEqual([]);
});
