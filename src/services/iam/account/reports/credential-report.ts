/**
 * The credential report: one CSV line for the root user and for every user, with the state of each credential.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html (read 2026-11-23)
 */
import { RANGE_LIMIT_MAX, type Reader } from "../../../../storage/record-store.ts";
import { iamArn, rootArn } from "../../arns.ts";
import { findAccessKeyRecord } from "../../store/access-keys.ts";
import {
  accountKey,
  decodeRecord,
  ownedKeyKey,
  readRecord,
  type UseRecord,
  useKey,
  type UserRecord,
} from "../../store/records.ts";
import { findLogin } from "../login-profiles.ts";
import { serialsOf } from "../mfa-devices.ts";
import type { Owner } from "../owner.ts";
import { findPasswordPolicy, type PasswordPolicyRecord } from "../password-policy.ts";
import { signingCertificatesOf } from "../signing-certificates.ts";

/** AWS: a report is good for four hours; within them no new one is made. */
export const REPORT_VALID_MS = 4 * 60 * 60 * 1000;

export interface CredentialReportRecord {
  readonly generatedMs: number;
  readonly csv: string;
}

const KEY_COLUMNS = ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"];
const COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  ...[1, 2].flatMap((number) => KEY_COLUMNS.map((column) => `access_key_${number}_${column}`)),
  ...[1, 2].flatMap((number) => [`cert_${number}_active`, `cert_${number}_last_rotated`]),
];

export function credentialReport(reader: Reader, accountId: string): string {
  const policy = findPasswordPolicy(reader, accountId);
  const users = reader
    .range({ prefix: accountKey(accountId, "user"), limit: RANGE_LIMIT_MAX })
    .map(({ value }) => decodeRecord<UserRecord>(value));
  const lines = [
    COLUMNS,
    rootLine(reader, accountId),
    ...users.map((user) => userLine(reader, accountId, user, policy)),
  ];
  return `${lines.map((line) => line.map(quoted).join(",")).join("\n")}\n`;
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function rootLine(reader: Reader, accountId: string): readonly string[] {
  const owner: Owner = { ownerId: accountId, userName: "root" };
  const password = ["not_supported", "no_information", "not_supported", "not_supported"];
  // Nothing tells when an account began.
  return ["<root_account>", rootArn(accountId), "N/A", ...password, ...credentialsOf(reader, accountId, owner)];
}

function userLine(
  reader: Reader,
  accountId: string,
  user: UserRecord,
  policy: PasswordPolicyRecord | undefined,
): readonly string[] {
  const login = findLogin(reader, accountId, user);
  const lastUsed = user.passwordLastUsedMs === undefined ? "no_information" : timeText(user.passwordLastUsedMs);
  const password =
    login === undefined
      ? ["false", "N/A", "N/A", "N/A"]
      : ["true", lastUsed, timeText(login.changedMs), rotationText(login.changedMs, policy)];
  return [
    user.name,
    iamArn(accountId, "user", user.path, user.name),
    timeText(user.createdMs),
    ...password,
    ...credentialsOf(reader, accountId, { ownerId: user.id, userName: user.name }),
  ];
}

const DAY_MS = 24 * 60 * 60 * 1000;

function rotationText(changedMs: number, policy: PasswordPolicyRecord | undefined): string {
  return policy?.maxAgeDays === undefined ? "N/A" : timeText(changedMs + policy.maxAgeDays * DAY_MS);
}

/** MFA, two keys, two certificates. */
function credentialsOf(reader: Reader, accountId: string, owner: Owner): readonly string[] {
  const keys = reader
    .range({ prefix: ownedKeyKey(accountId, owner.ownerId), limit: 2 })
    .map(({ key }) => String(key.at(-1)));
  const certificates = signingCertificatesOf(reader, accountId, owner);
  return [
    String(serialsOf(reader, accountId, owner.ownerId).length > 0),
    ...[0, 1].flatMap((index) => keyCells(reader, accountId, keys[index])),
    ...[0, 1].flatMap((index) => {
      const certificate = certificates[index];
      return certificate === undefined
        ? ["false", "N/A"]
        : [String(certificate.isActive), timeText(certificate.uploadedMs)];
    }),
  ];
}

function keyCells(reader: Reader, accountId: string, id: string | undefined): readonly string[] {
  const key = id === undefined ? undefined : findAccessKeyRecord(reader, id);
  if (key === undefined) return ["false", "N/A", "N/A", "N/A", "N/A"];
  const use = readRecord<UseRecord>(reader, useKey(accountId, "access-key", key.accessKeyId));
  const used = use === undefined ? ["N/A", "N/A", "N/A"] : [timeText(use.usedMs), use.region, use.service];
  return [String(key.isActive), timeText(key.createdMs), ...used];
}

/** `2026-11-23T05:00:00+00:00`. */
function timeText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}+00:00`;
}
