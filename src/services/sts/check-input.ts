/**
 * The constraints of STS's API reference, which the SDK's schemas leave out. An operation names its members with their rules; all that are
 * broken are reported in one message, as AWS's framework does.
 */
import { validationError } from "./errors.ts";
import * as limits from "./limits.ts";

/** What breaks a rule of a member: nothing, or violations ready for the message. */
type Violations = readonly string[];

export interface TextRule {
  readonly min?: number;
  readonly max: number;
  /** The pattern with its name in AWS's message. */
  readonly pattern?: Pattern;
}

interface Pattern {
  readonly matches: RegExp;
  readonly written: string;
}

const NAME: Pattern = { matches: /^[\w+=,.@-]*$/, written: "[\\w+=,.@-]*" };
const PRINTABLE: Pattern = {
  matches: /^[\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u,
  written: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
};
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const ARN_RULE: TextRule = {
  min: limits.ROLE_ARN_LENGTH_MIN,
  max: limits.ROLE_ARN_LENGTH_MAX,
  pattern: PRINTABLE,
};
export const SESSION_NAME_RULE: TextRule = {
  min: limits.SESSION_NAME_LENGTH_MIN,
  max: limits.SESSION_NAME_LENGTH_MAX,
  pattern: NAME,
};
export const FEDERATED_NAME_RULE: TextRule = { ...SESSION_NAME_RULE, max: limits.FEDERATED_NAME_LENGTH_MAX };
export const EXTERNAL_ID_RULE: TextRule = {
  min: limits.EXTERNAL_ID_LENGTH_MIN,
  max: limits.EXTERNAL_ID_LENGTH_MAX,
  pattern: { matches: /^[\w+=,.@:/-]*$/, written: "[\\w+=,.@:\\/-]*" },
};
export const SERIAL_NUMBER_RULE: TextRule = {
  min: limits.SERIAL_NUMBER_LENGTH_MIN,
  max: limits.SERIAL_NUMBER_LENGTH_MAX,
  pattern: { matches: /^[\w+=/:,.@-]*$/, written: "[\\w+=/:,.@-]*" },
};
export const TOKEN_CODE_RULE: TextRule = {
  min: limits.TOKEN_CODE_LENGTH,
  max: limits.TOKEN_CODE_LENGTH,
  pattern: { matches: /^\d*$/, written: "[\\d]*" },
};
export const SESSION_POLICY_RULE: TextRule = {
  min: 1,
  max: limits.SESSION_POLICY_LENGTH_MAX,
  pattern: { matches: /^[\t\n\r\u0020-\u00FF]+$/, written: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" },
};
export const ACCESS_KEY_ID_RULE: TextRule = {
  min: limits.ACCESS_KEY_ID_LENGTH_MIN,
  max: limits.ACCESS_KEY_ID_LENGTH_MAX,
  pattern: { matches: /^\w*$/, written: "[\\w]*" },
};
const TAG_KEY_RULE: TextRule = {
  min: 1,
  max: limits.TAG_KEY_LENGTH_MAX,
  pattern: { matches: TAG_CHARACTERS, written: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+" },
};
const TAG_VALUE_RULE: TextRule = {
  max: limits.TAG_VALUE_LENGTH_MAX,
  pattern: { matches: TAG_CHARACTERS, written: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*" },
};

/** @throws {ServiceError} ValidationError that names every violation */
export function requireValid(...found: readonly Violations[]): void {
  const all = found.flat();
  if (all.length === 0) return;
  throw validationError(`${all.length} validation error${all.length === 1 ? "" : "s"} detected: ${all.join("; ")}`);
}

/** Absent members pass: the protocol layer has asked for those that are required. */
export function text(member: string, value: string | undefined, { min = 0, max, pattern }: TextRule): Violations {
  if (value === undefined) return [];
  const rules: string[] = [];
  if (value.length > max) rules.push(`Member must have length less than or equal to ${max}`);
  if (value.length < min) rules.push(`Member must have length greater than or equal to ${min}`);
  if (pattern !== undefined && !pattern.matches.test(value))
    rules.push(`Member must satisfy regular expression pattern: ${pattern.written}`);
  return rules.map((rule) => violation(member, `'${value}'`, rule));
}

/** Like `text`; the value is not repeated in the message, because it is a secret. */
export function secretText(member: string, value: string | undefined, rule: TextRule): Violations {
  return text(member, value, rule).map((found) => found.replace(`Value '${value}'`, "Value"));
}

export function number(
  member: string,
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): Violations {
  if (value === undefined || (value >= min && value <= max)) return [];
  const rule = value < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`;
  return [violation(member, `'${value}'`, `Member must have value ${rule}`)];
}

export interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** Session tags: their number, then each of them. */
export function tags(given: readonly TagInput[] | undefined): Violations {
  if (given === undefined) return [];
  if (given.length > limits.TAGS_MAX) return [tooMany("tags", limits.TAGS_MAX)];
  return given.flatMap(({ Key, Value }, index) => [
    ...text(`tags.${index + 1}.member.key`, Key ?? "", TAG_KEY_RULE),
    ...text(`tags.${index + 1}.member.value`, Value ?? "", TAG_VALUE_RULE),
  ]);
}

export function transitiveTagKeys(given: readonly string[] | undefined): Violations {
  if (given === undefined) return [];
  if (given.length > limits.TAGS_MAX) return [tooMany("transitiveTagKeys", limits.TAGS_MAX)];
  return given.flatMap((key, index) => text(`transitiveTagKeys.${index + 1}.member`, key, TAG_KEY_RULE));
}

export function policyArns(given: readonly { readonly arn?: string | undefined }[] | undefined): Violations {
  if (given === undefined) return [];
  if (given.length > limits.SESSION_POLICY_ARNS_MAX) return [tooMany("policyArns", limits.SESSION_POLICY_ARNS_MAX)];
  return given.flatMap(({ arn }, index) => text(`policyArns.${index + 1}.member.arn`, arn ?? "", ARN_RULE));
}

export function minimumTokenSize(value: number | undefined): Violations {
  return number("minimumSessionTokenSize", value, { min: 0, max: limits.MINIMUM_TOKEN_SIZE_MAX });
}

function tooMany(member: string, max: number): string {
  return `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${max}`;
}

function violation(member: string, value: string, rule: string): string {
  return `Value ${value} at '${member}' failed to satisfy constraint: ${rule}`;
}
