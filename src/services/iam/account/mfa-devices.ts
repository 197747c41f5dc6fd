/**
 * Virtual MFA devices: made with a secret seed, given to a user or to root with two consecutive codes, and asked for codes after that. The seed is
 * shown once and kept sealed. A code is good for its step and one to either side, and once.
 *
 * Codes are made by authenticator apps, so they follow the world's time, not the state clock.
 */
import type { MFADevice, VirtualMFADevice } from "@aws-sdk/client-iam";
import { AuthError } from "../../../kit/errors.ts";
import type { Sealer } from "../../../kit/ports/sealer.ts";
import type { Entry, Reader, Transaction } from "../../../storage/record-store.ts";
import { iamArn, rootArn } from "../arns.ts";
import { deleteConflict, entityAlreadyExists, limitExceeded, noSuchEntity } from "../errors.ts";
import { decodeRecord, NOTHING, readRecord, type TagRecord, type UserRecord } from "../store/records.ts";
import { findUserById } from "../store/users.ts";
import { lengthWithin, matches, requireValid } from "../validation.ts";
import { mfaKey, mfaOfKey, put } from "./records.ts";
import type { TaggedResource } from "./tagged.ts";
import { findStep, stepAt } from "./totp.ts";

const PURPOSE = "iam-mfa-seed";
/** As AWS's: 64 letters of base32. */
export const SEED_BYTES = 40;
/** Devices of one user, or of root (IAM quotas). */
const DEVICES_PER_OWNER_MAX = 8;
/** Steps to either side of now in which a single code is good. */
const VERIFY_STEPS = 1;
/** Steps in which the two codes of EnableMFADevice may lie. */
const ENABLE_STEPS = 2;
/** How far a device's clock may be off when it is synchronized again. */
const RESYNC_STEPS = 60;

export interface MfaDeviceRecord {
  readonly serialNumber: string;
  readonly name: string;
  readonly path: string;
  /** Base64. */
  readonly sealedSeed: string;
  readonly tags: readonly TagRecord[];
  readonly ownerId?: string | undefined;
  readonly enabledMs?: number | undefined;
  /** The step of the last code that was taken; earlier ones are good no more. */
  readonly lastStep: number;
  /** By how many steps the device's clock is ahead of ours. */
  readonly offsetSteps: number;
}

export function sealSeed(sealer: Sealer, serialNumber: string, seed: Uint8Array): string {
  return Buffer.from(sealer.seal(PURPOSE, seed, serialNumber)).toString("base64");
}

export function findDevice(reader: Reader, accountId: string, serialNumber: string): MfaDeviceRecord | undefined {
  return readRecord(reader, mfaKey(accountId, serialNumber));
}

/** @throws {ServiceError} NoSuchEntity */
export function getDevice(reader: Reader, accountId: string, serialNumber: string): MfaDeviceRecord {
  const device = findDevice(reader, accountId, serialNumber);
  if (device === undefined) throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} does not exist.`);
  return device;
}

/** @throws {ServiceError} ValidationError */
export function requireSerialNumber(serialNumber: string | undefined): void {
  requireValid(
    lengthWithin("serialNumber", serialNumber, 9, 256),
    matches("serialNumber", serialNumber, /^[\w+=/:,.@-]+$/, "[\\w+=/:,.@-]+"),
  );
}

/** @throws {ServiceError} ValidationError */
export function requireCodes(...codes: readonly string[]): void {
  requireValid(
    ...codes.map((code, index) => {
      const member = `authenticationCode${index + 1}`;
      return [...lengthWithin(member, code, 6, 6), ...matches(member, code, /^\d*$/, "[\\d]*")];
    }),
  );
}

/** @throws {ServiceError} EntityAlreadyExists */
export function addDevice(transaction: Transaction, accountId: string, device: MfaDeviceRecord): void {
  if (findDevice(transaction, accountId, device.serialNumber) !== undefined)
    throw entityAlreadyExists("MFADevice entity at the same path and name already exists.");
  writeDevice(transaction, accountId, device);
}

export function writeDevice(transaction: Transaction, accountId: string, device: MfaDeviceRecord): void {
  put(transaction, mfaKey(accountId, device.serialNumber), device);
}

/** @throws {ServiceError} NoSuchEntity; DeleteConflict while it is somebody's */
export function removeDevice(transaction: Transaction, accountId: string, serialNumber: string): void {
  const device = getDevice(transaction, accountId, serialNumber);
  if (device.ownerId !== undefined) throw deleteConflict("MFA VirtualDevice in use. Must deactivate first.");
  transaction.delete(mfaKey(accountId, serialNumber));
}

interface Codes {
  readonly codes: readonly [string, string];
  /** The world's time. */
  readonly wallMs: number;
}

function invalidCode(): AuthError {
  return new AuthError({
    code: "InvalidAuthenticationCode",
    status: 403,
    message: "Authentication code for device is not valid.",
  });
}

function seedOf(sealer: Sealer, device: MfaDeviceRecord): Uint8Array {
  const seed = sealer.open(PURPOSE, Buffer.from(device.sealedSeed, "base64"), device.serialNumber);
  // Sealed with another root key: no code can be right.
  if (seed === undefined) throw invalidCode();
  return seed;
}

/** The step of the second of two consecutive codes. @throws {ServiceError} InvalidAuthenticationCode */
function consecutiveStep(seed: Uint8Array, { codes: [first, second], wallMs }: Codes, spread: number): number {
  const now = stepAt(wallMs);
  for (let step = now - spread; step < now + spread; step++) {
    const at = findStep(seed, first, { from: step, to: step });
    if (at !== undefined && findStep(seed, second, { from: at + 1, to: at + 1 }) !== undefined) return at + 1;
  }
  throw invalidCode();
}

export interface Enabling extends Codes {
  readonly serialNumber: string;
  readonly ownerId: string;
  readonly nowMs: number;
  readonly sealer: Sealer;
}

/** @throws {ServiceError} NoSuchEntity; EntityAlreadyExists; LimitExceeded; InvalidAuthenticationCode */
export function enableDevice(transaction: Transaction, accountId: string, enabling: Enabling): void {
  const device = getDevice(transaction, accountId, enabling.serialNumber);
  if (device.ownerId !== undefined) throw entityAlreadyExists("MFA Device already in use.");
  if (serialsOf(transaction, accountId, enabling.ownerId).length >= DEVICES_PER_OWNER_MAX)
    throw limitExceeded(`Cannot exceed quota for MFADevicesPerUser: ${DEVICES_PER_OWNER_MAX}`);
  const lastStep = consecutiveStep(seedOf(enabling.sealer, device), enabling, ENABLE_STEPS);
  const { ownerId, nowMs } = enabling;
  writeDevice(transaction, accountId, { ...device, ownerId, enabledMs: nowMs, lastStep, offsetSteps: 0 });
  transaction.put(mfaOfKey(accountId, ownerId, device.serialNumber), NOTHING);
}

/** @throws {ServiceError} NoSuchEntity; InvalidAuthenticationCode */
export function resyncDevice(transaction: Transaction, accountId: string, resync: Omit<Enabling, "nowMs">): void {
  const device = getDeviceOf(transaction, accountId, resync);
  const lastStep = consecutiveStep(seedOf(resync.sealer, device), resync, RESYNC_STEPS);
  writeDevice(transaction, accountId, { ...device, lastStep, offsetSteps: lastStep - 1 - stepAt(resync.wallMs) });
}

interface Owned {
  readonly serialNumber: string;
  readonly ownerId: string;
}

/** A device that is this user's. @throws {ServiceError} NoSuchEntity */
export function getDeviceOf(reader: Reader, accountId: string, { serialNumber, ownerId }: Owned): MfaDeviceRecord {
  const device = findDevice(reader, accountId, serialNumber);
  if (device?.ownerId !== ownerId) throw noSuchEntity(`MFA device with serial number ${serialNumber} cannot be found.`);
  return device;
}

/** The device is nobody's again, and can be given to another. @throws {ServiceError} NoSuchEntity */
export function deactivateDevice(transaction: Transaction, accountId: string, owned: Owned): void {
  const device = getDeviceOf(transaction, accountId, owned);
  const { ownerId: _ownerId, enabledMs: _enabledMs, ...unowned } = device;
  writeDevice(transaction, accountId, unowned);
  transaction.delete(mfaOfKey(accountId, owned.ownerId, owned.serialNumber));
}

/** Serial numbers of a user's devices, or of root's. */
export function serialsOf(reader: Reader, accountId: string, ownerId: string): readonly string[] {
  const entries = reader.range({ prefix: mfaOfKey(accountId, ownerId), limit: DEVICES_PER_OWNER_MAX + 1 });
  return entries.map(({ key }) => String(key.at(-1)));
}

/** True when the code is the device's of now, and then never again. */
export function takeCode(
  transaction: Transaction,
  accountId: string,
  taken: Owned & { readonly code: string; readonly wallMs: number; readonly sealer: Sealer },
): boolean {
  const device = findDevice(transaction, accountId, taken.serialNumber);
  if (device === undefined || device.ownerId !== taken.ownerId) return false;
  const seed = taken.sealer.open(PURPOSE, Buffer.from(device.sealedSeed, "base64"), device.serialNumber);
  if (seed === undefined) return false;
  const now = stepAt(taken.wallMs) + device.offsetSteps;
  const from = Math.max(device.lastStep + 1, now - VERIFY_STEPS);
  const step = findStep(seed, taken.code, { from, to: now + VERIFY_STEPS });
  if (step === undefined) return false;
  writeDevice(transaction, accountId, { ...device, lastStep: step });
  return true;
}

export function deviceArn(accountId: string, path: string, name: string): string {
  return iamArn(accountId, "mfa", path, name);
}

export function deviceShape(device: MfaDeviceRecord, userName: string): MFADevice {
  return { UserName: userName, SerialNumber: device.serialNumber, EnableDate: dateOf(device.enabledMs) };
}

export function virtualDeviceShape(reader: Reader, accountId: string, entry: Entry): VirtualMFADevice {
  const device = decodeRecord<MfaDeviceRecord>(entry.value);
  const { ownerId } = device;
  const shape: VirtualMFADevice = { SerialNumber: device.serialNumber, EnableDate: dateOf(device.enabledMs) };
  if (ownerId === undefined) return shape;
  if (ownerId === accountId) return { ...shape, User: { ...ROOT, UserId: accountId, Arn: rootArn(accountId) } };
  const user = findUserById(reader, accountId, ownerId);
  return user === undefined ? shape : { ...shape, User: userOfDevice(accountId, user) };
}

const ROOT = { Path: "/", UserName: "root", CreateDate: new Date(0) } as const;

function userOfDevice(accountId: string, user: UserRecord): NonNullable<VirtualMFADevice["User"]> {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: iamArn(accountId, "user", user.path, user.name),
    CreateDate: new Date(user.createdMs),
  };
}

function dateOf(timeMs: number | undefined): Date | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs);
}

export function taggedDevice(accountId: string, serialNumber: string): TaggedResource {
  requireSerialNumber(serialNumber);
  return {
    key: mfaKey(accountId, serialNumber),
    get: (reader) => getDevice(reader, accountId, serialNumber),
  };
}
