/**
 * The policy of a form upload: until when it may be used, and what its fields must be. Pure.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html (read 2026-11-29; words as ceph/s3-tests and
 *   localstack/localstack tests/aws/services/s3/test_s3.py, TestS3PresignedPost, record them)
 */
import { ServiceError } from "../../kit/errors.ts";

export interface LengthRange {
  readonly bytesMin: number;
  readonly bytesMax: number;
}

type Condition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string; readonly shown: string }
  | { readonly kind: "content-length-range"; readonly range: LengthRange };

export interface PostPolicy {
  readonly expiresMs: number;
  readonly conditions: readonly Condition[];
}

function invalidPolicy(detail: string): ServiceError {
  return new ServiceError({ status: 400, code: "InvalidPolicyDocument", message: `Invalid Policy: ${detail}` });
}

function accordingToPolicy(detail: string): ServiceError {
  return new ServiceError({ status: 403, code: "AccessDenied", message: `Invalid according to Policy: ${detail}` });
}

/** `text` is base64 of JSON. AWS: unlike field names, "expiration" and "conditions" are compared with case (ceph/s3-tests test_post_object_*_case_sensitive). @throws {InvalidPolicyDocument} 400 */
export function parsePostPolicy(text: string): PostPolicy {
  const document = parseJson(text);
  const expiration = document["expiration"];
  if (expiration === undefined) throw invalidPolicy("Policy missing expiration.");
  const expiresMs = typeof expiration === "string" && ISO_DATE.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(expiresMs)) throw invalidPolicy(`Invalid 'expiration' value: '${String(expiration).slice(0, 100)}'`);
  const conditions = document["conditions"];
  if (conditions === undefined) throw invalidPolicy("Policy missing conditions.");
  if (!Array.isArray(conditions)) throw invalidPolicy("Invalid 'conditions' value: must be a List.");
  return { expiresMs, conditions: conditions.flatMap(parseCondition) };
}

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function parseJson(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    throw invalidPolicy("Invalid JSON.");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw invalidPolicy("Invalid JSON.");
  return document as Readonly<Record<string, unknown>>;
}

function parseCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) return [parseList(condition)];
  if (typeof condition !== "object" || condition === null)
    throw invalidPolicy("Invalid Simple-Condition: not an object.");
  const entries = Object.entries(condition);
  if (entries.length !== 1)
    throw invalidPolicy("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  return entries.map(([name, value]) => {
    if (typeof value !== "string") throw invalidPolicy("Invalid Simple-Condition: value must be a string.");
    return { kind: "eq" as const, field: name.toLowerCase(), value, shown: JSON.stringify(["eq", `$${name}`, value]) };
  });
}

function parseList(list: readonly unknown[]): Condition {
  const [operator, first, second] = list;
  const kind = typeof operator === "string" ? operator.toLowerCase() : "";
  if (list.length !== 3) throw invalidPolicy("Invalid Condition: wrong number of arguments.");
  if (kind === "content-length-range") return { kind, range: parseRange(first, second) };
  if (kind !== "eq" && kind !== "starts-with")
    throw invalidPolicy(`Invalid Condition: unknown operation '${String(operator)}'.`);
  if (typeof first !== "string" || typeof second !== "string" || !first.startsWith("$"))
    throw invalidPolicy("Invalid Condition: field names must begin with '$' and values must be strings.");
  return { kind, field: first.slice(1).toLowerCase(), value: second, shown: JSON.stringify([operator, first, second]) };
}

function parseRange(min: unknown, max: unknown): LengthRange {
  const [bytesMin, bytesMax] = [Number(min), Number(max)];
  const isGiven = [min, max].every((bound) => typeof bound === "number" || typeof bound === "string");
  if (!isGiven || !Number.isSafeInteger(bytesMin) || !Number.isSafeInteger(bytesMax) || bytesMin < 0)
    throw invalidPolicy("Invalid content-length-range: must have two non-negative integers.");
  return { bytesMin, bytesMax };
}

/** Fields that prove the form or are not about the object. AWS: all others need a condition, but those that begin with x-ignore-. */
const UNCONDITIONED: ReadonlySet<string> = new Set([
  "awsaccesskeyid",
  "signature",
  "policy",
  "file",
  "x-amz-signature",
]);

/**
 * Checks the fields against the policy.
 *
 * @param bucket of the request, whatever the form's own field says
 * @throws {AccessDenied} 403, in order: expired, a condition that fails, a field without a condition
 */
export function checkPostPolicy(
  policy: PostPolicy,
  form: { readonly fields: ReadonlyMap<string, string>; readonly bucket: string; readonly nowMs: number },
): LengthRange | undefined {
  if (policy.expiresMs <= form.nowMs) throw accordingToPolicy("Policy expired.");
  // What the form says of its bucket decides nothing: a policy for one bucket must not open another.
  const fields = new Map([...form.fields, ["bucket", form.bucket]]);
  let range: LengthRange | undefined;
  for (const condition of policy.conditions) {
    if (condition.kind === "content-length-range") range = condition.range;
    else if (!holds(condition, fields.get(condition.field)))
      throw accordingToPolicy(`Policy Condition failed: ${condition.shown}`);
  }
  const named = new Set(policy.conditions.flatMap((condition) => ("field" in condition ? [condition.field] : [])));
  const extra = [...form.fields.keys()].filter(
    (name) => !named.has(name) && !UNCONDITIONED.has(name) && name !== "bucket" && !name.startsWith("x-ignore-"),
  );
  if (extra.length > 0) throw accordingToPolicy(`Extra input fields: ${extra.join(", ")}`);
  return range;
}

function holds(condition: Extract<Condition, { field: string }>, value: string | undefined): boolean {
  if (condition.kind === "eq") return value === condition.value;
  if (value === undefined) return condition.value === "";
  // AWS: a list of content types must match with every entry.
  const values = condition.field === "content-type" ? value.split(",") : [value];
  return values.every((entry) => entry.trimStart().startsWith(condition.value));
}
