/**
 * Values of policies that may hold policy variables: `home/${aws:username}/*`, `${aws:PrincipalTag/team, 'none'}`, `${*}`. Without variables a
 * value is compiled once; with them, once for each request. What a variable brings in is literal text: a `*` in a tag is a star, not a wildcard.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { compileTokens, type GlobToken, globTokens } from "./glob.ts";
import type { ContextKeys } from "./policy-request.ts";

export interface PolicyVariable {
  /** Lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}

/** A literal, a wildcard or a variable. */
export type PatternToken = GlobToken | PolicyVariable;

/** True when the text fits the value. A variable without a value and without a default fits nothing. */
export type PatternTest = (text: string, context: ContextKeys) => boolean;

export interface PatternForm {
  /** Version 2012-10-17: `${...}` means something. */
  readonly hasVariables: boolean;
  /** `*` and `?` mean something. */
  readonly hasWildcards: boolean;
}

// The name runs to the brace or to the default; a default is in single quotes.
const VARIABLE = /\$\{(?:([*?$])|([^{}',]+?)(?:,\s*'([^']*)'\s*)?)\}/;
const SPLIT = new RegExp(`(${VARIABLE.source.replaceAll(/\((?!\?)/g, "(?:")})`);

export function patternTokens(pattern: string, form: PatternForm): PatternToken[] {
  const literal = (text: string): PatternToken[] => (form.hasWildcards ? globTokens(text) : text === "" ? [] : [text]);
  if (!form.hasVariables || !pattern.includes("${")) return literal(pattern);
  return pattern.split(SPLIT).flatMap((part, index) => (index % 2 === 0 ? literal(part) : [variableToken(part)]));
}

function variableToken(text: string): PatternToken {
  const [, special, name = "", fallback] = VARIABLE.exec(text) ?? [];
  return special ?? { key: name.trim().toLowerCase(), fallback };
}

export const isVariable = (token: PatternToken): token is PolicyVariable => typeof token === "object";

export function compilePattern(tokens: readonly PatternToken[]): PatternTest {
  const fixed = withoutVariables(tokens, undefined);
  if (fixed !== undefined) return compileTokens(fixed);
  return (text, context) => {
    const filled = withoutVariables(tokens, context);
    return filled !== undefined && compileTokens(filled)(text);
  };
}

/** The tokens with values in the place of variables; undefined when one has none. */
export function withoutVariables(
  tokens: readonly PatternToken[],
  context: ContextKeys | undefined,
): readonly GlobToken[] | undefined {
  const filled: GlobToken[] = [];
  for (const token of tokens) {
    if (!isVariable(token)) filled.push(token);
    else {
      const value = context === undefined ? undefined : valueOf(token, context);
      if (value === undefined) return undefined;
      filled.push(value);
    }
  }
  return filled;
}

// AWS: only keys with one value can stand in a variable, and a key without a value (an empty tag) is as good as missing ("Policy variables with no
// value").
function valueOf({ key, fallback }: PolicyVariable, context: ContextKeys): string | undefined {
  const value = context.get(key);
  return typeof value === "string" && value !== "" ? value : fallback;
}
