/** The meaning of "public" of S3 Block Public Access, with its examples. */
import { expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import { isPublicPolicy } from "./public-policy.ts";

const isPublic = (changes: object): boolean =>
  isPublicPolicy(
    parsePolicy(
      JSON.stringify({
        Statement: { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: "*", ...changes },
      }),
      "stored",
    ),
  );
const when = (operator: string, key: string, value: unknown): object => ({
  Condition: { [operator]: { [key]: value } },
});

test.each([
  ["everybody", {}],
  ["everybody by the longer form", { Principal: { AWS: "*" } }],
  ["all but somebody", { Principal: undefined, NotPrincipal: { AWS: "111122223333" } }],
  ["a VPC by a wildcard", when("StringLike", "aws:SourceVpc", "vpc-*")],
  ["a key by a variable", when("StringEquals", "aws:PrincipalArn", "${aws:x}")],
  ["a wide range of addresses", when("IpAddress", "aws:SourceIp", "0.0.0.0/1")],
  ["one narrow range and a wide one", when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "::/0"])],
  ["everybody outside of a range", when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")],
  ["a VPC if there is one", when("StringEqualsIfExists", "aws:SourceVpc", "vpc-1")],
  ["a set that may be empty", when("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-1")],
  ["a condition on something else", when("StringEquals", "s3:x-amz-acl", "private")],
  ["the sessions of a role", when("StringLike", "aws:userid", "AROAEXAMPLE:*")],
])("a policy for %s is public", (_title, changes) => {
  expect(isPublic(changes)).toBe(true);
});

test.each([
  ["a principal", { Principal: { AWS: "arn:aws:iam::111122223333:role/r" } }],
  ["a service", { Principal: { Service: "logs.amazonaws.com" } }],
  ["nobody", { Effect: "Deny" }],
  ["one VPC", when("StringEquals", "aws:SourceVpc", "vpc-91237329")],
  ["one organization", when("StringEquals", "aws:PrincipalOrgID", "o-1")],
  ["one account, by a key of any case", when("StringEquals", "AWS:SourceAccount", "111122223333")],
  ["a range of addresses", when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"])],
  ["one address", when("IpAddress", "aws:SourceIp", "203.0.113.7")],
  [
    "the access points of an account",
    when("StringLike", "s3:DataAccessPointArn", "arn:aws:s3:us-west-2:123456789012:accesspoint/*"),
  ],
])("a policy for %s is not", (_title, changes) => {
  expect(isPublic(changes)).toBe(false);
});
