/**
 * Login profiles: that a user may sign in with a password, and which. There is no console to sign in to; the password decides ChangePassword.
 *
 * Hashes are computed outside of transactions, which must be synchronous. Each change reads, hashes, and writes only when the profile is still the one
 * that was read.
 */
import type { LoginProfile } from "@aws-sdk/client-iam";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { AuthError, ServiceError } from "../../../kit/errors.ts";
import { entityAlreadyExists, noSuchEntity, validationError } from "../errors.ts";
import type { Iam } from "../iam.ts";
import { readRecord, type UserRecord } from "../store/records.ts";
import { hashPassword, isPassword } from "./password-hash.ts";
import { findPasswordPolicy, requireConforming } from "./password-policy.ts";
import { loginKey, put } from "./records.ts";

/** Old hashes kept: as many as a policy may ask for. */
const OLD_HASHES_MAX = 24;
const PASSWORD_LENGTH_MAX = 128;

export interface LoginRecord {
  readonly createdMs: number;
  readonly hash: string;
  readonly changedMs: number;
  readonly isResetRequired: boolean;
  /** Newest first. */
  readonly oldHashes: readonly string[];
}

export function findLogin(reader: Reader, accountId: string, user: UserRecord): LoginRecord | undefined {
  return readRecord(reader, loginKey(accountId, user.id));
}

/** @throws {ServiceError} NoSuchEntity */
export function getLogin(reader: Reader, accountId: string, user: UserRecord): LoginRecord {
  const login = findLogin(reader, accountId, user);
  if (login === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return login;
}

export function loginShape(user: UserRecord, login: LoginRecord): LoginProfile {
  return {
    UserName: user.name,
    CreateDate: new Date(login.createdMs),
    PasswordResetRequired: login.isResetRequired,
  };
}

/** The refusal never shows what was given. @throws {ServiceError} ValidationError */
export function requirePassword(password: string | undefined, member = "password"): void {
  if (password === undefined) return;
  const broken =
    password.length < 1
      ? "Member must have length greater than or equal to 1"
      : password.length > PASSWORD_LENGTH_MAX
        ? `Member must have length less than or equal to ${PASSWORD_LENGTH_MAX}`
        : /^[\u0009\u000A\u000D\u0020-\u00FF]+$/.test(password)
          ? undefined
          : "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+";
  if (broken !== undefined)
    throw validationError(`1 validation error detected: Value at '${member}' failed to satisfy constraint: ${broken}`);
}

export interface LoginChange {
  readonly accountId: string;
  /** Reads the user at the time it is called. */
  readonly userOf: (reader: Reader) => UserRecord;
  readonly nowMs: number;
}

export interface CreatedLogin {
  readonly user: UserRecord;
  readonly login: LoginRecord;
}

/** @throws {ServiceError} NoSuchEntity; EntityAlreadyExists; PasswordPolicyViolation */
export async function createLogin(
  iam: Iam,
  { accountId, userOf, nowMs }: LoginChange,
  { password, isResetRequired }: { readonly password: string; readonly isResetRequired: boolean },
): Promise<CreatedLogin> {
  const refuseSecond = (reader: Reader): UserRecord => {
    const user = userOf(reader);
    if (findLogin(reader, accountId, user) !== undefined)
      throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`);
    return user;
  };
  await iam.records.read((reader) => {
    refuseSecond(reader);
    requireConforming(password, findPasswordPolicy(reader, accountId), accountId);
  });
  const hash = await hashPassword(password, iam.runtime.random);
  const login: LoginRecord = { createdMs: nowMs, changedMs: nowMs, hash, isResetRequired, oldHashes: [] };
  return iam.records.transact((transaction) => {
    const user = refuseSecond(transaction);
    put(transaction, loginKey(accountId, user.id), login);
    return { user, login };
  });
}

export interface NewPassword {
  readonly password?: string | undefined;
  readonly isResetRequired?: boolean | undefined;
  /** ChangePassword: must be the password of now. */
  readonly oldPassword?: string | undefined;
}

/**
 * @throws {ServiceError} NoSuchEntity; AccessDenied for a wrong old password; PasswordPolicyViolation; ConcurrentModification
 */
export async function changeLogin(iam: Iam, change: LoginChange, made: NewPassword): Promise<void> {
  const { accountId, userOf, nowMs } = change;
  const { login, policy } = await iam.records.read((reader) => ({
    login: getLogin(reader, accountId, userOf(reader)),
    policy: findPasswordPolicy(reader, accountId),
  }));
  if (made.oldPassword !== undefined && !(await isPassword(made.oldPassword, login.hash)))
    // The code is in no list of ChangePassword's errors; seen in public transcripts.
    throw new AuthError({ code: "AccessDenied", status: 403, message: "The old password was incorrect." });
  const changed = { ...login, isResetRequired: made.isResetRequired ?? login.isResetRequired };
  const next = made.password === undefined ? changed : await withPassword(made.password);
  await iam.records.transact((transaction) => {
    const user = userOf(transaction);
    if (getLogin(transaction, accountId, user).hash !== login.hash) throw concurrentModification();
    put(transaction, loginKey(accountId, user.id), next);
  });

  async function withPassword(password: string): Promise<LoginRecord> {
    requireConforming(password, policy, accountId);
    const earlier = [login.hash, ...login.oldHashes];
    for (const hash of earlier.slice(0, policy?.reusePrevention ?? 0)) {
      if (await isPassword(password, hash))
        throw new ServiceError({
          code: "PasswordPolicyViolation",
          status: 400,
          message: "Password does not conform to the account password policy: it was used before",
        });
    }
    const hash = await hashPassword(password, iam.runtime.random);
    return { ...changed, hash, changedMs: nowMs, oldHashes: earlier.slice(0, OLD_HASHES_MAX) };
  }
}

function concurrentModification(): ServiceError {
  return new ServiceError({
    code: "ConcurrentModification",
    status: 409,
    message: "The request was rejected because multiple requests to change this object were submitted simultaneously.",
  });
}

/** @throws {ServiceError} NoSuchEntity */
export function removeLogin(transaction: Transaction, accountId: string, user: UserRecord): void {
  getLogin(transaction, accountId, user);
  transaction.delete(loginKey(accountId, user.id));
}
