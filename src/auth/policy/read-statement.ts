/**
 * Statements as the grammar has them (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html): which elements there are,
 * which types they have, which exclude each other. What a kind of policy demands beyond that is in `check-policy.ts`.
 */
import { parseConditionOperator } from "./condition-operators.ts";
import type {
  PatternElement,
  PolicyCondition,
  PolicyEffect,
  PolicyKind,
  PolicyStatement,
  PrincipalElement,
} from "./policy-document.ts";
import type { PolicyJson, PolicyJsonObject } from "./policy-json.ts";
import { type PolicyProblem, wordsFor } from "./policy-messages.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";

const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** Of a refused value, in a message: an ARN has at most 2048 characters. */
const SHOWN_CHARS_MAX = 2048;

/** Where the reader stands: for messages. */
export interface Place {
  readonly kind: PolicyKind;
  readonly path: string;
}

export function refuse(place: Place, problem: PolicyProblem, value = ""): never {
  const name = place.path.slice(place.path.lastIndexOf(".") + 1);
  const shown = value.slice(0, SHOWN_CHARS_MAX);
  throw new PolicySyntaxError(place.path, wordsFor({ kind: place.kind, problem, name, value: shown }), shown);
}

export const inside = (place: Place, name: string): Place => ({
  kind: place.kind,
  path: place.path === "" ? name : `${place.path}.${name}`,
});

export const isObject = (value: PolicyJson): value is PolicyJsonObject => value instanceof Map;

/** @throws {PolicySyntaxError} naming the element that is unknown, missing or of the wrong type */
export function readStatement(json: PolicyJson, place: Place): PolicyStatement {
  if (!isObject(json)) return refuse(place, "syntax");
  for (const name of json.keys()) {
    if (!STATEMENT_ELEMENTS.has(name)) refuse(inside(place, name), "unknown-element");
  }
  const principal = readPrincipal(json, place);
  const resource = readPatterns(json, "Resource", place);
  const sid = json.get("Sid");
  if (sid !== undefined && typeof sid !== "string") refuse(inside(place, "Sid"), "syntax");
  return {
    ...(sid === undefined ? {} : { sid }),
    effect: readEffect(json.get("Effect"), inside(place, "Effect")),
    ...(principal === undefined ? {} : { principal }),
    action: readPatterns(json, "Action", place) ?? { isNegated: false, patterns: [] },
    ...(resource === undefined ? {} : { resource }),
    conditions: readConditions(json.get("Condition"), inside(place, "Condition")),
  };
}

function readEffect(json: PolicyJson | undefined, place: Place): PolicyEffect {
  if (json === undefined) return refuse(place, place.kind === "resource" ? "missing-element" : "syntax");
  if (json === "Allow" || json === "Deny") return json;
  // AWS: another case passes the first look and fails the second (recorded answers of CreatePolicy).
  if (typeof json === "string" && /^(allow|deny)$/i.test(json) && place.kind !== "resource") {
    return refuse(place, "legacy");
  }
  return refuse(place, "effect", typeof json === "string" ? json : "");
}

function readPatterns(json: PolicyJsonObject, name: string, place: Place): PatternElement | undefined {
  const plain = json.get(name);
  const negated = json.get(`Not${name}`);
  if (plain !== undefined && negated !== undefined) refuse(inside(place, `Not${name}`), "syntax");
  if (plain !== undefined) return { isNegated: false, patterns: readStrings(plain, inside(place, name)) };
  if (negated !== undefined) return { isNegated: true, patterns: readStrings(negated, inside(place, `Not${name}`)) };
  return undefined;
}

function readStrings(json: PolicyJson, place: Place): readonly string[] {
  if (typeof json === "string") return [json];
  if (isObject(json)) return refuse(place, "syntax");
  return json.map((item) => (typeof item === "string" ? item : refuse(place, "syntax")));
}

function readPrincipal(json: PolicyJsonObject, place: Place): PrincipalElement | undefined {
  const plain = json.get("Principal");
  const negated = json.get("NotPrincipal");
  if (plain !== undefined && negated !== undefined) refuse(inside(place, "NotPrincipal"), "syntax");
  const isNegated = plain === undefined;
  const value = plain ?? negated;
  if (value === undefined) return undefined;
  const at = inside(place, isNegated ? "NotPrincipal" : "Principal");
  if (value === "*") {
    return { isNegated, isAnyone: true, aws: [], services: [], federated: [], canonicalUsers: [] };
  }
  if (!isObject(value) || value.size === 0) return refuse(at, "principal", quoted(value));
  for (const name of value.keys()) {
    if (!PRINCIPAL_TYPES.has(name)) refuse(at, "principal", `"${name}"`);
  }
  const listOf = (name: string): readonly string[] => {
    const found = value.get(name);
    return found === undefined ? [] : readStrings(found, inside(at, name));
  };
  const aws = listOf("AWS");
  return {
    isNegated,
    isAnyone: aws.includes("*"),
    aws: aws.filter((one) => one !== "*"),
    services: listOf("Service"),
    federated: listOf("Federated"),
    canonicalUsers: listOf("CanonicalUser"),
  };
}

const PRINCIPAL_TYPES: ReadonlySet<string> = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

const quoted = (json: PolicyJson): string => (typeof json === "string" ? `"AWS":"${json}"` : "");

function readConditions(json: PolicyJson | undefined, place: Place): readonly PolicyCondition[] {
  if (json === undefined) return [];
  if (!isObject(json)) return refuse(place, "syntax");
  const conditions: PolicyCondition[] = [];
  for (const [operator, tests] of json) {
    const at = inside(place, operator);
    if (!isObject(tests)) return refuse(at, "syntax");
    // AWS: an unknown operator without keys is let through (recorded answers of CreatePolicy).
    if (tests.size > 0 && parseConditionOperator(operator) === undefined) refuse(at, "operator", operator);
    for (const [key, values] of tests) {
      conditions.push({ operator, key, values: readStrings(values, inside(at, key)) });
    }
  }
  return conditions;
}
