/**
 * What S3 asks of the policy of a bucket or an access point beyond the grammar: that it is about this one, and that every statement could match something.
 * Whether the users and roles that it names are there is found out when it is kept (`kept-policy.ts`).
 */
import { compileGlob } from "../../../auth/policy/glob.ts";
import { parsePolicy } from "../../../auth/policy/parse-policy.ts";
import type { PolicyDocument, PolicyStatement } from "../../../auth/policy/policy-document.ts";
import { isPublicPolicy as isPublic } from "../../../auth/policy/public-policy.ts";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import { bucketArn } from "../arns.ts";
import { malformedPolicy } from "../errors.ts";
import { orMalformed } from "../../../kit/malformed-policy.ts";
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from "./policy-actions.ts";

/** AWS: 20 KB (s3 user guide, bucket policies; access points restrictions and limitations). */
const POLICY_BYTES_MAX = 20_480;

/** What a policy belongs to. */
export interface PolicyHolder {
  /** Actions on itself, without `s3:`; those on objects are known. */
  readonly actions: readonly string[];
  /** Whether a pattern names the holder or its objects. */
  readonly names: (pattern: string) => boolean;
  readonly namesItself: (pattern: string) => boolean;
  readonly namesObjects: (pattern: string) => boolean;
}

/** @throws {MalformedPolicy} 400 */
export function checkBucketPolicy(text: string, bucket: string): { readonly isPublic: boolean } {
  return { isPublic: isPublic(checkResourcePolicy(text, bucketAsHolder(bucket))) };
}

/** @throws {MalformedPolicy} 400 */
export function checkResourcePolicy(text: string, holder: PolicyHolder): PolicyDocument {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    throw malformedPolicy("Policies exceed the maximum allowed document size.");
  }
  const document = orMalformed(() => parsePolicy(text, "resource"), malformedPolicy);
  for (const statement of document.statements) checkStatement(statement, holder);
  return document;
}

/** The bucket itself, its objects, or both at once by a star that follows the name. */
function bucketAsHolder(bucket: string): PolicyHolder {
  const arn = bucketArn(bucket);
  return {
    actions: BUCKET_ACTIONS,
    names: (pattern) => pattern === arn || pattern === `${arn}*` || pattern.startsWith(`${arn}/`),
    namesItself: (pattern) => !pattern.includes("/"),
    namesObjects: (pattern) => pattern.includes("/") || pattern.endsWith("*"),
  };
}

const REMEMBERED_MAX = 200;
const publicByText = new BoundedCache<string, boolean>(REMEMBERED_MAX);

/** Of a policy that was accepted earlier. Remembered by text, because requests from other accounts ask each time. */
export function isPublicPolicy(text: string): boolean {
  const remembered = publicByText.get(text);
  if (remembered !== undefined) return remembered;
  const answer = isPublic(parsePolicy(text, "stored"));
  publicByText.set(text, answer);
  return answer;
}

function checkStatement({ action, resource }: PolicyStatement, holder: PolicyHolder): void {
  const objects = matching(action.patterns, OBJECT_ACTIONS);
  const buckets = matching(action.patterns, holder.actions);
  if (!action.patterns.every((pattern) => objects.has(pattern) || buckets.has(pattern))) {
    throw malformedPolicy("Policy has invalid action");
  }
  const resources = resource?.patterns ?? [];
  if (!resources.every(holder.names)) throw malformedPolicy("Policy has invalid resource");
  if (action.isNegated || resource?.isNegated === true) return;
  const isOfObjects = resources.some(holder.namesObjects);
  const isOfBucket = resources.some(holder.namesItself);
  const applies = action.patterns.every(
    (pattern) => (isOfObjects && objects.has(pattern)) || (isOfBucket && buckets.has(pattern)),
  );
  if (!applies) throw malformedPolicy("Action does not apply to any resource(s) in statement");
}

/** The patterns that match one of the names at least. */
function matching(patterns: readonly string[], names: readonly string[]): ReadonlySet<string> {
  const matches = (pattern: string): boolean => {
    const test = nameTest(pattern);
    return names.some((name) => test(name.toLowerCase()));
  };
  return new Set(patterns.filter(matches));
}

/** Tests lower-case names without `s3:`; actions of other services match none. */
function nameTest(pattern: string): (name: string) => boolean {
  if (pattern === "*") return () => true;
  const [vendor = "", name = ""] = pattern.toLowerCase().split(":");
  return vendor === "s3" ? compileGlob(name) : () => false;
}
