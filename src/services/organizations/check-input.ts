/**
 * The members' constraints (API reference of Organizations): every operation checks its input before it looks at any state.
 */
import type { Tag } from "@aws-sdk/client-organizations";
import { invalidInput } from "./errors.ts";
import {
  EMAIL_LENGTH_MAX,
  EMAIL_LENGTH_MIN,
  ROLE_NAME_LENGTH_MAX,
  TAG_KEY_LENGTH_MAX,
  TAG_VALUE_LENGTH_MAX,
  TAGS_MAX,
} from "./limits.ts";
import { constraintViolation } from "./errors.ts";
import type { Tags } from "./records.ts";

const ACCOUNT = "\\d{12}";
const ROOT = "r-[0-9a-z]{4,32}";
const OU = "ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}";
const POLICY = "p-[0-9a-zA-Z_]{8,128}";

const PATTERNS = {
  account: ACCOUNT,
  root: ROOT,
  ou: OU,
  policy: POLICY,
  parent: `(?:${ROOT}|${OU})`,
  child: `(?:${ACCOUNT}|${OU})`,
  target: `(?:${ROOT}|${ACCOUNT}|${OU})`,
  taggable: `(?:${ROOT}|${ACCOUNT}|${OU}|${POLICY}|rp-[0-9a-zA-Z_]{4,128})`,
  request: "car-[a-z0-9]{8,32}",
} as const;

const COMPILED = new Map(
  Object.entries(PATTERNS).map(([kind, pattern]) => [kind, new RegExp(`^${pattern}$`)] as const),
);

/** The id as given. @throws InvalidInputException INVALID_PATTERN */
export function checkedId(id: string, kind: keyof typeof PATTERNS): string {
  if (COMPILED.get(kind)?.test(id) !== true) throw wrongPattern();
  return id;
}

function wrongPattern(): Error {
  return invalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern.");
}

/** @throws InvalidInputException MIN_LENGTH_EXCEEDED, MAX_LENGTH_EXCEEDED, INVALID_PATTERN */
export function checkedText(text: string, max: number, min = 1): string {
  if (text.length < min)
    throw invalidInput("MIN_LENGTH_EXCEEDED", "You specified a value that is shorter than the minimum length.");
  if (text.length > max)
    throw invalidInput("MAX_LENGTH_EXCEEDED", "You specified a value that is longer than the maximum length.");
  // AWS: names and descriptions match [\s\S]*; a lone surrogate is no character at all.
  if (/[\ud800-\udfff]/u.test(text)) throw wrongPattern();
  return text;
}

/** @throws InvalidInputException INVALID_ENUM */
export function checkedEnum<Value extends string>(
  value: string | undefined,
  values: Readonly<Record<string, Value>>,
): Value | undefined {
  if (value === undefined) return undefined;
  const known = Object.values(values).find((candidate) => candidate === value);
  if (known === undefined) throw invalidInput("INVALID_ENUM", "You specified an invalid value.");
  return known;
}

/** The rules of CreateAccountRequest$Email. @throws InvalidInputException INVALID_EMAIL_ADDRESS_TARGET and length reasons */
export function checkedEmail(email: string): string {
  checkedText(email, EMAIL_LENGTH_MAX, EMAIL_LENGTH_MIN);
  const [local, domain, ...more] = email.split("@");
  const isGood =
    more.length === 0 &&
    local !== undefined &&
    domain !== undefined &&
    /^[\x21-\x7e]+$/.test(email) &&
    /^[^\s"'()<>[\]:;,\\|%&.][^\s"'()<>[\]:;,\\|%&]*$/.test(local) &&
    /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(domain) &&
    domain.includes(".");
  if (!isGood) throw wrongPattern();
  return email;
}

/** @throws InvalidInputException INVALID_ROLE_NAME */
export function checkedRoleName(name: string): string {
  if (name.length > ROLE_NAME_LENGTH_MAX || !/^[\w+=,.@-]+$/.test(name))
    throw invalidInput("INVALID_ROLE_NAME", "You provided a role name that isn't valid.");
  return name;
}

/**
 * Tags as a record. @throws InvalidInputException length reasons, INVALID_SYSTEM_TAGS_PARAMETER, DUPLICATE_TAG_KEY; ConstraintViolationException
 * MAX_TAG_LIMIT_EXCEEDED
 */
export function checkedTags(tags: readonly Tag[] | undefined): Tags {
  const checked = new Map<string, string>();
  for (const { Key: key = "", Value: value = "" } of tags ?? []) {
    checkedText(key, TAG_KEY_LENGTH_MAX);
    checkedText(value, TAG_VALUE_LENGTH_MAX, 0);
    if (key.toLowerCase().startsWith("aws:"))
      throw invalidInput("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag.");
    if (checked.has(key)) throw invalidInput("DUPLICATE_TAG_KEY", "Tag keys must be unique.");
    checked.set(key, value);
  }
  if (checked.size > TAGS_MAX) throw tooManyTags();
  return Object.fromEntries(checked);
}

export function tooManyTags(): Error {
  return constraintViolation(
    "MAX_TAG_LIMIT_EXCEEDED",
    "You have exceeded the number of tags allowed on this resource.",
  );
}
