/**
 * The constraints of IAM's API reference, which the SDK's schemas leave out. Every rule gives the violations it finds; `requireValid` refuses
 * with all of them in one message, as AWS's framework does. Characters that are not allowed have sentences of IAM's own, found after that.
 */
import { validationError } from "./errors.ts";
import * as limits from "./limits.ts";

/** One member that breaks its rule. */
export interface Violation {
  readonly member: string;
  readonly value: string;
  readonly rule: string;
}

export type Violations = readonly Violation[];

const NONE: Violations = [];

/**
 * @throws {ServiceError} ValidationError that names every violation
 */
export function requireValid(...found: readonly Violations[]): void {
  const all = found.flat();
  if (all.length === 0) return;
  const list = all.map(
    ({ value, member, rule }) => `Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
  throw validationError(`${all.length} validation error${all.length === 1 ? "" : "s"} detected: ${list.join("; ")}`);
}

/** Length in characters. Absent members pass: the protocol layer has asked for those that are required. */
export function lengthWithin(member: string, value: string | undefined, min: number, max: number): Violations {
  if (value === undefined) return NONE;
  if (value.length < min) return [{ member, value, rule: `Member must have length greater than or equal to ${min}` }];
  if (value.length > max) return [{ member, value, rule: `Member must have length less than or equal to ${max}` }];
  return NONE;
}

export function numberWithin(member: string, value: number | undefined, min: number, max: number): Violations {
  if (value === undefined) return NONE;
  if (value < min)
    return [{ member, value: String(value), rule: `Member must have value greater than or equal to ${min}` }];
  if (value > max)
    return [{ member, value: String(value), rule: `Member must have value less than or equal to ${max}` }];
  return NONE;
}

export function oneOf(member: string, value: string | undefined, allowed: readonly string[]): Violations {
  if (value === undefined || allowed.includes(value)) return NONE;
  return [{ member, value, rule: `Member must satisfy enum value set: [${allowed.join(", ")}]` }];
}

export function countWithin(member: string, list: readonly unknown[] | undefined, max: number): Violations {
  if (list === undefined || list.length <= max) return NONE;
  return [{ member, value: `[${list.length} entries]`, rule: `Member must have length less than or equal to ${max}` }];
}

export function matches(member: string, value: string | undefined, pattern: RegExp, written: string): Violations {
  if (value === undefined || pattern.test(value)) return NONE;
  return [{ member, value, rule: `Member must satisfy regular expression pattern: ${written}` }];
}

/** A name of a user, group, role, policy or instance profile: its length here, its characters with `requireNameCharacters`. */
export function nameLength(member: string, value: string | undefined, max: number): Violations {
  return lengthWithin(member, value, 1, max);
}

// AWS: characters that are not allowed get this sentence, not the framework's (seen in public transcripts of CreateUser and CreateRole).
export function requireNameCharacters(member: string, value: string | undefined): void {
  if (value === undefined || /^[\w+=,.@-]+$/.test(value)) return;
  throw validationError(
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

/**
 * A name in full: 1 to `max` letters, digits and `+=,.@_-`.
 *
 * @throws {ServiceError} ValidationError
 */
export function requireName(member: string, value: string | undefined, max: number): void {
  requireValid(nameLength(member, value, max));
  requireNameCharacters(member, value);
}

export const requireUserName = (value: string | undefined, member = "userName"): void =>
  requireName(member, value, limits.USER_NAME_LENGTH_MAX);
/** AWS: users in requests about existing ones may have 128 characters (API reference, existingUserNameType). */
export const requireExistingUserName = (value: string | undefined, member = "userName"): void =>
  requireName(member, value, limits.NAME_LENGTH_MAX);
export const requireGroupName = (value: string | undefined, member = "groupName"): void =>
  requireName(member, value, limits.NAME_LENGTH_MAX);
export const requireRoleName = (value: string | undefined, member = "roleName"): void =>
  requireName(member, value, limits.ROLE_NAME_LENGTH_MAX);
export const requirePolicyName = (value: string | undefined, member = "policyName"): void =>
  requireName(member, value, limits.NAME_LENGTH_MAX);
export const requireInstanceProfileName = (value: string | undefined, member = "instanceProfileName"): void =>
  requireName(member, value, limits.NAME_LENGTH_MAX);

/**
 * A path: `/`, or printable ASCII between two slashes.
 *
 * @throws {ServiceError} ValidationError
 */
export function requirePath(value: string | undefined, member = "path"): void {
  requireValid(lengthWithin(member, value, 1, limits.PATH_LENGTH_MAX));
  if (value === undefined || /^(?:\/|\/[\u0021-\u007E]+\/)$/.test(value)) return;
  throw validationError(
    `The specified value for ${member} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
  );
}

/** A path to filter by: begins with a slash, and need not end with one. @throws {ServiceError} ValidationError */
export function requirePathPrefix(value: string | undefined, member = "pathPrefix"): void {
  requireValid(lengthWithin(member, value, 1, limits.PATH_LENGTH_MAX));
  if (value === undefined || /^\/[\u0021-\u007E]*$/.test(value)) return;
  throw validationError(
    `The specified value for ${member} is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.`,
  );
}

/** A description of a role. @throws {ServiceError} ValidationError */
export function requireDescription(value: string | undefined, member = "description"): void {
  requireValid(
    lengthWithin(member, value, 0, limits.DESCRIPTION_LENGTH_MAX),
    matches(
      member,
      value,
      /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
      "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    ),
  );
}

/** An ARN by its length and form; whether it names anything is asked later. @throws {ServiceError} ValidationError */
export function requireArn(value: string | undefined, member = "policyArn"): void {
  requireValid(lengthWithin(member, value, limits.ARN_LENGTH_MIN, limits.ARN_LENGTH_MAX));
  // AWS: "ARN <text> is not valid." (seen in public transcripts of AttachRolePolicy).
  if (value !== undefined && !/^arn:[^:\s]+:iam::[^:\s]+:\S+$/.test(value))
    throw validationError(`ARN ${value} is not valid.`);
}

/** A policy document's length and characters, before it is read. @throws {ServiceError} ValidationError */
export function requireDocumentText(value: string | undefined, member = "policyDocument"): void {
  requireValid(lengthWithin(member, value, 1, limits.DOCUMENT_LENGTH_MAX));
  if (value !== undefined && !/^[\u0009\u000A\u000D\u0020-\u00FF]+$/.test(value))
    throw validationError(
      `The specified value for ${member} is invalid. It must contain only printable ASCII characters.`,
    );
}

/** The longest session of a role, in seconds. @throws {ServiceError} ValidationError */
export function requireSessionSeconds(value: number | undefined): void {
  requireValid(numberWithin("maxSessionDuration", value, limits.SESSION_SECONDS_MIN, limits.SESSION_SECONDS_MAX));
}

/** @throws {ServiceError} ValidationError */
export function requireVersionId(value: string): void {
  requireValid(matches("versionId", value, /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/, "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"));
}

/** @throws {ServiceError} ValidationError */
export function requireAccessKeyId(value: string): void {
  requireValid(
    lengthWithin("accessKeyId", value, limits.ACCESS_KEY_ID_LENGTH_MIN, limits.ACCESS_KEY_ID_LENGTH_MAX),
    matches("accessKeyId", value, /^\w*$/, "[\\w]+"),
  );
}
