/**
 * The account's password policy, and what it asks of a password.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html (read 2026-11-23)
 */
import type { UpdateAccountPasswordPolicyRequest } from "@aws-sdk/client-iam";
import type { PasswordPolicy } from "@aws-sdk/client-iam";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { noSuchEntity } from "../errors.ts";
import { readRecord } from "../store/records.ts";
import { numberWithin, requireValid } from "../validation.ts";
import { passwordPolicyKey, put } from "./records.ts";

export interface PasswordPolicyRecord {
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly allowUsersToChange: boolean;
  readonly hardExpiry: boolean;
  readonly maxAgeDays?: number | undefined;
  /** Passwords of before that must not come again. */
  readonly reusePrevention?: number | undefined;
}

/**
 * AWS: an update replaces the whole policy; what is left out gets the default of the API reference.
 *
 * @throws {ServiceError} ValidationError
 */
export function checkedPolicy(input: UpdateAccountPasswordPolicyRequest): PasswordPolicyRecord {
  requireValid(
    numberWithin("minimumPasswordLength", input.MinimumPasswordLength, 6, 128),
    numberWithin("maxPasswordAge", input.MaxPasswordAge, 1, 1095),
    numberWithin("passwordReusePrevention", input.PasswordReusePrevention, 1, 24),
  );
  return {
    minimumLength: input.MinimumPasswordLength ?? 6,
    requireSymbols: input.RequireSymbols ?? false,
    requireNumbers: input.RequireNumbers ?? false,
    requireUppercase: input.RequireUppercaseCharacters ?? false,
    requireLowercase: input.RequireLowercaseCharacters ?? false,
    allowUsersToChange: input.AllowUsersToChangePassword ?? false,
    hardExpiry: input.HardExpiry ?? false,
    maxAgeDays: input.MaxPasswordAge,
    reusePrevention: input.PasswordReusePrevention,
  };
}

export function findPasswordPolicy(reader: Reader, accountId: string): PasswordPolicyRecord | undefined {
  return readRecord(reader, passwordPolicyKey(accountId));
}

/** @throws {ServiceError} NoSuchEntity */
export function getPasswordPolicy(reader: Reader, accountId: string): PasswordPolicyRecord {
  const policy = findPasswordPolicy(reader, accountId);
  if (policy === undefined) throw noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`);
  return policy;
}

export function writePasswordPolicy(transaction: Transaction, accountId: string, policy: PasswordPolicyRecord): void {
  put(transaction, passwordPolicyKey(accountId), policy);
}

/** @throws {ServiceError} NoSuchEntity */
export function removePasswordPolicy(transaction: Transaction, accountId: string): void {
  if (findPasswordPolicy(transaction, accountId) === undefined)
    throw noSuchEntity("The account policy with name PasswordPolicy cannot be found.");
  transaction.delete(passwordPolicyKey(accountId));
}

export function passwordPolicyShape(policy: PasswordPolicyRecord): PasswordPolicy {
  return {
    MinimumPasswordLength: policy.minimumLength,
    RequireSymbols: policy.requireSymbols,
    RequireNumbers: policy.requireNumbers,
    RequireUppercaseCharacters: policy.requireUppercase,
    RequireLowercaseCharacters: policy.requireLowercase,
    AllowUsersToChangePassword: policy.allowUsersToChange,
    ExpirePasswords: policy.maxAgeDays !== undefined,
    MaxPasswordAge: policy.maxAgeDays,
    PasswordReusePrevention: policy.reusePrevention,
    HardExpiry: policy.hardExpiry,
  };
}

// AWS: these, and no others, count as symbols.
const SYMBOLS = /[!@#$%^&*()_+\-=[\]{}|']/;
const KINDS = { upper: /[A-Z]/, lower: /[a-z]/, digit: /[0-9]/, symbol: SYMBOLS } as const;

function violation(rule: string): ServiceError {
  return new ServiceError({
    code: "PasswordPolicyViolation",
    status: 400,
    message: `Password does not conform to the account password policy: ${rule}`,
  });
}

/**
 * Without a policy of its own an account has AWS's: eight characters, three kinds of them, and not the account's name.
 *
 * @throws {ServiceError} PasswordPolicyViolation
 */
export function requireConforming(password: string, policy: PasswordPolicyRecord | undefined, accountId: string): void {
  if (policy === undefined) {
    if (password.length < 8) throw violation("it must have at least 8 characters");
    const kinds = Object.values(KINDS).filter((kind) => kind.test(password)).length;
    if (kinds < 3) throw violation("it must mix upper case, lower case, numbers and symbols: at least three of them");
    if (password === accountId) throw violation("it must not be the account's name");
    return;
  }
  if (password.length < policy.minimumLength)
    throw violation(`it must have at least ${policy.minimumLength} characters`);
  if (policy.requireUppercase && !KINDS.upper.test(password)) throw violation("it must have an upper case letter");
  if (policy.requireLowercase && !KINDS.lower.test(password)) throw violation("it must have a lower case letter");
  if (policy.requireNumbers && !KINDS.digit.test(password)) throw violation("it must have a number");
  if (policy.requireSymbols && !SYMBOLS.test(password)) throw violation("it must have a symbol");
}
