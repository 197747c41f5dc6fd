/**
 * Whether a resource policy is public in the sense of S3 Block Public Access: some statement allows everybody, and no condition narrows that to fixed
 * values. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
import ipaddr from "ipaddr.js";
import { parseConditionOperator } from "./condition-operators.ts";
import type { PolicyCondition, PolicyDocument, PolicyStatement } from "./policy-document.ts";

export function isPublicPolicy(document: PolicyDocument): boolean {
  return document.statements.some(isPublicStatement);
}

/** AWS: in the policy of an access point, the ARNs of access points narrow nothing ("The meaning of public", access points). */
export function isPublicPolicyOfAccessPoint(document: PolicyDocument): boolean {
  return document.statements.some((statement) => {
    const conditions = statement.conditions.filter(({ key }) => key.toLowerCase() !== ACCESS_POINT_ARN);
    return isPublicStatement({ ...statement, conditions });
  });
}

export function isPublicStatement({ effect, principal, conditions }: PolicyStatement): boolean {
  if (effect === "Deny" || principal === undefined) return false;
  const meansEverybody = principal.isAnyone || principal.isNegated;
  return meansEverybody && !conditions.some(narrows);
}

const ACCESS_POINT_ARN = "s3:dataaccesspointarn";

/** Keys that narrow a grant when all of their values are fixed. */
const FIXED_KEYS: ReadonlySet<string> = new Set([
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:userid",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:dataaccesspointaccount",
  ACCESS_POINT_ARN,
]);

function narrows({ operator, key, values }: PolicyCondition): boolean {
  const parsed = parseConditionOperator(operator);
  if (parsed === undefined || parsed.isNegated || parsed.isIfExists || values.length === 0) return false;
  if (parsed.quantifier === "ForAllValues") return false;
  const lowerKey = key.toLowerCase();
  if (lowerKey === "aws:sourceip") return parsed.family === "ip" && values.every(isNarrowRange);
  if (parsed.family !== "string" && parsed.family !== "arn") return false;
  if (lowerKey === ACCESS_POINT_ARN) return values.every(hasFixedAccount);
  return FIXED_KEYS.has(lowerKey) && values.every(isFixed);
}

// AWS: a fixed value has no wildcard and no policy variable.
const isFixed = (value: string): boolean => !/[*?]|\$\{/.test(value);

/** AWS: the name of an access point may be a wildcard when its account is fixed. */
function hasFixedAccount(value: string): boolean {
  const [, , , , account = ""] = value.split(":");
  return /^\d{12}$/.test(account);
}

const PREFIX_BITS_MIN = { ipv4: 8, ipv6: 32 };

/** AWS: ranges wider than /8 (IPv4) or /32 (IPv6) are public, private addresses aside. */
function isNarrowRange(value: string): boolean {
  if (!ipaddr.isValid(value.split("/")[0] ?? "")) return false;
  if (!value.includes("/")) return true;
  if (!ipaddr.isValidCIDR(value)) return false;
  const [address, bits] = ipaddr.parseCIDR(value);
  return bits >= PREFIX_BITS_MIN[address.kind()];
}
