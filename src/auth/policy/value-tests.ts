/**
 * How one value of a policy's condition compares with one value of the request, for each family of operators. A value that makes no sense to its
 * operator (a date that is none) compares with nothing.
 */
import ipaddr from "ipaddr.js";
import type { ConditionOperator } from "./condition-operators.ts";
import { compileTokens, type GlobToken } from "./glob.ts";
import { parsePolicyDate } from "./policy-date.ts";
import type { ContextKeys } from "./policy-request.ts";
import { isVariable, type PatternForm, type PatternTest, patternTokens, withoutVariables } from "./text-pattern.ts";

/** A test for one policy value. `hasVariables`: the policy is of version 2012-10-17. */
export function compileValue(operator: ConditionOperator, value: string, hasVariables: boolean): PatternTest {
  switch (operator.family) {
    case "string":
      return compileString(operator, value, hasVariables);
    case "arn":
      return compileFilled(value, { hasVariables, hasWildcards: true }, arnTest);
    case "bool":
      return compileFilled(value.toLowerCase(), { hasVariables, hasWildcards: false }, boolTest);
    case "numeric":
      return compileOrdered(operator, value, parseNumber);
    case "date":
      return compileOrdered(operator, value, parsePolicyDate);
    case "ip":
      return compileAddress(value);
    case "binary":
      return compileBinary(value);
    case "null":
      return () => false;
  }
}

type FilledTest = (tokens: readonly GlobToken[]) => (text: string) => boolean;

/** Compiles at once when there are no variables, else for each request. A variable without a value matches nothing. */
function compileFilled(value: string, form: PatternForm, compile: FilledTest): PatternTest {
  const tokens = patternTokens(value, form);
  const filled = tokens.some(isVariable) ? undefined : withoutVariables(tokens, undefined);
  if (filled !== undefined) return compile(filled);
  return (text, context: ContextKeys) => {
    const now = withoutVariables(tokens, context);
    return now !== undefined && compile(now)(text);
  };
}

function compileString(operator: ConditionOperator, value: string, hasVariables: boolean): PatternTest {
  const form = { hasVariables, hasWildcards: operator.comparison === "like" };
  if (operator.comparison !== "equals-ignore-case") return compileFilled(value, form, compileTokens);
  return compileFilled(value, form, (tokens) => {
    const test = compileTokens(tokens.map((token) => (typeof token === "string" ? token.toLowerCase() : token)));
    return (text) => test(text.toLowerCase());
  });
}

const boolTest: FilledTest = (tokens) => {
  const test = compileTokens(tokens);
  return (text) => /^(true|false)$/i.test(text) && test(text.toLowerCase());
};

const ARN_PARTS = 6;

/** AWS: the six parts of an ARN are compared one by one, and a wildcard stays inside of its part; the last part keeps its colons. */
const arnTest: FilledTest = (tokens) => {
  const parts = arnPartsOf(tokens);
  if (parts.length !== ARN_PARTS) return () => false;
  const tests = parts.map(compileTokens);
  return (text) => {
    const values = text.split(":");
    if (values.length < ARN_PARTS) return false;
    const resource = values.splice(ARN_PARTS - 1).join(":");
    return [...values, resource].every((value, index) => tests[index]?.(value) === true);
  };
};

function arnPartsOf(tokens: readonly GlobToken[]): GlobToken[][] {
  let part: GlobToken[] = [];
  const parts = [part];
  for (const token of tokens) {
    if (typeof token !== "string") {
      part.push(token);
      continue;
    }
    let rest = token;
    while (parts.length < ARN_PARTS && rest.includes(":")) {
      const colon = rest.indexOf(":");
      if (colon > 0) part.push(rest.slice(0, colon));
      rest = rest.slice(colon + 1);
      part = [];
      parts.push(part);
    }
    if (rest !== "") part.push(rest);
  }
  return parts;
}

function compileOrdered(
  operator: ConditionOperator,
  value: string,
  parse: (text: string) => number | undefined,
): PatternTest {
  const wanted = parse(value);
  if (wanted === undefined) return () => false;
  const compare = COMPARISONS[operator.comparison];
  return (text) => {
    const given = parse(text);
    return given !== undefined && compare(given, wanted);
  };
}

const equals = (given: number, wanted: number): boolean => given === wanted;
const COMPARISONS: Readonly<Record<ConditionOperator["comparison"], (given: number, wanted: number) => boolean>> = {
  equals,
  "equals-ignore-case": equals,
  like: equals,
  less: (given, wanted) => given < wanted,
  "less-equals": (given, wanted) => given <= wanted,
  greater: (given, wanted) => given > wanted,
  "greater-equals": (given, wanted) => given >= wanted,
};

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

function compileAddress(value: string): PatternTest {
  const [network = "", prefix, ...rest] = value.split("/");
  const wanted = parseAddress(network);
  const bits = wanted?.kind() === "ipv4" ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : bits + 1;
  if (wanted === undefined || rest.length > 0 || length > bits) return () => false;
  return (text) => {
    const given = parseAddress(text);
    return given?.kind() === wanted.kind() && given.match(wanted, length);
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address; IPv4 in IPv6's clothes (`::ffff:10.0.0.1`) is IPv4. */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(":") || text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function compileBinary(value: string): PatternTest {
  const wanted = canonicalBase64(value);
  return (text) => wanted !== undefined && canonicalBase64(text) === wanted;
}

function canonicalBase64(text: string): string | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("base64") : undefined;
}
