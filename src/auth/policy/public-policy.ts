/**
 * Whether a resource policy is public in the sense of S3 Block Public Access. A policy is taken as public until every statement that allows is
 * shown to be limited: to fixed principals, or by a condition that holds a fixed value.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of public" (read 2026-11-23)
 */
import ipaddr from "ipaddr.js";
import type { PolicyCondition, PolicyDocument, PolicyStatement, PrincipalElement } from "./policy-document.ts";

/** Condition keys that limit a statement when their value is fixed. */
const LIMITING_KEYS: ReadonlySet<string> = new Set([
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:userid",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalservicename",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
]);

/** AWS: wider address ranges count as everybody. */
const IPV4_PREFIX_MIN = 8;
const IPV6_PREFIX_MIN = 32;

export function isPublicPolicy(document: PolicyDocument): boolean {
  return document.statements.some((statement) => statement.effect === "Allow" && isPublicStatement(statement));
}

function isPublicStatement({ principal, conditions }: PolicyStatement): boolean {
  return principal !== undefined && isEverybody(principal) && !conditions.some(isLimit);
}

/** `NotPrincipal` with `Allow` admits all the world but a few. */
function isEverybody(principal: PrincipalElement): boolean {
  return principal.isAnyone || principal.isNegated;
}

const FIXING_OPERATOR =
  /^(?:forallvalues:|foranyvalue:)?(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like))$/;

/** With `IfExists` or `ForAllValues` a request without the key passes, so nothing is limited. */
function isLimit({ operator, key, values }: PolicyCondition): boolean {
  const name = operator.toLowerCase();
  if (name.endsWith("ifexists") || name.startsWith("forallvalues:")) return false;
  const lowerKey = key.toLowerCase();
  if (lowerKey === "aws:sourceip") return name === "ipaddress" && values.every(isNarrowRange);
  if (!LIMITING_KEYS.has(lowerKey) || !FIXING_OPERATOR.test(name)) return false;
  return values.every((value) => isFixed(lowerKey, value));
}

function isFixed(lowerKey: string, value: string): boolean {
  // AWS: an access point may have any name, as long as its account is fixed. A user id of any session of a role (`AROA...:*`) is not fixed.
  if (lowerKey === "s3:dataaccesspointarn") return /^arn:[^:*?]+:s3:[^:*?]*:\d{12}:/.test(value);
  return !/[*?]|\$\{/.test(value);
}

function isNarrowRange(value: string): boolean {
  try {
    const [address, bits] = value.includes("/") ? ipaddr.parseCIDR(value) : [ipaddr.parse(value), 128];
    if (address.kind() === "ipv6") return bits >= IPV6_PREFIX_MIN;
    return bits >= IPV4_PREFIX_MIN || address.range() === "private";
  } catch {
    return false;
  }
}
