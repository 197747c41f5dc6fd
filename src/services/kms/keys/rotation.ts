/**
 * Rotation by the clock. Nothing waits for a date: whoever uses or looks at a key whose date has come first makes up for the rotations that are due
 * ("settle"), each with its own material and date. While a key is disabled or pending deletion it does not rotate.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable-disable.html (read 2026-11-23)
 */
import { createHash } from "node:crypto";
import type { Kms } from "../kms.ts";
import { DAY_MS, ROTATIONS_AT_ONCE_MAX } from "../limits.ts";
import {
  type BackingRecord,
  backingKey,
  type MaterialRecord,
  materialKey,
  type Place,
  writeRecord,
} from "../records.ts";
import { findKeyById, type FoundKey } from "./find-key.ts";

/** 64 hex digits that are the same for the same material of the same key, in every Region. */
export function materialIdOf(keyId: string, secret: Uint8Array): string {
  return createHash("sha256").update(`lakebed-kms-material/${keyId}/`).update(secret).digest("hex");
}

/** Makes up for what is due; `true` when the key must be read again. */
export async function settleRotation(kms: Kms, found: FoundKey, nowMs: number): Promise<boolean> {
  if (!isDateDue(found, nowMs)) return false;
  const rotating = await rotatingKey(kms, found, nowMs);
  if (rotating?.state !== "Enabled") return false;
  const { place, id } = rotating;
  const plan = planRotations(kms, rotating, nowMs);
  await kms.records.transact((transaction) => {
    const again = findKeyById(transaction, place, id, { nowMs });
    if (again?.state !== "Enabled" || !isDateDue(again, nowMs)) return;
    // Somebody else was first; who asked reads the key again and finds what they did.
    if (again.backing.current !== rotating.backing.current) return;
    for (const [version, record] of plan.materials) writeRecord(transaction, materialKey(place, id, version), record);
    writeRecord(transaction, backingKey(place, id), { ...again.backing, ...plan.changes });
  });
  return true;
}

function isDateDue({ backing }: FoundKey, nowMs: number): boolean {
  return backing.rotation !== undefined && backing.rotation.nextMs <= nowMs;
}

/** The primary key decides for its replicas whether they rotate. */
async function rotatingKey(kms: Kms, found: FoundKey, nowMs: number): Promise<FoundKey | undefined> {
  const primary = found.backing.multiRegion?.primary;
  if (primary === undefined || primary === found.place.region) return found;
  const place = { accountId: found.place.accountId, region: primary };
  return kms.records.read((reader) => findKeyById(reader, place, found.id, { nowMs }));
}

interface RotationPlan {
  readonly materials: readonly (readonly [version: number, record: MaterialRecord])[];
  readonly changes: Pick<BackingRecord, "current" | "rotation">;
}

function planRotations(kms: Kms, { place, id, backing }: FoundKey, nowMs: number): RotationPlan {
  const materials: [number, MaterialRecord][] = [];
  const { periodDays = 0, nextMs: firstMs = nowMs } = backing.rotation ?? {};
  const periodMs = periodDays * DAY_MS;
  let nextMs = firstMs;
  while (nextMs <= nowMs && materials.length < ROTATIONS_AT_ONCE_MAX) {
    const version = backing.current + materials.length + 1;
    const secret = kms.runtime.random.bytes(32);
    const record = madeMaterial(kms, { place, keyId: id, version }, { secret });
    materials.push([version, { ...record, rotatedMs: nextMs, rotationType: "AUTOMATIC" }]);
    nextMs += periodMs;
  }
  // Further behind than one go may make up for: the calendar goes on from now.
  if (nextMs <= nowMs) nextMs += periodMs * (Math.floor((nowMs - nextMs) / periodMs) + 1);
  return { materials, changes: { current: backing.current + materials.length, rotation: { periodDays, nextMs } } };
}

export interface VersionName {
  readonly place: Place;
  readonly keyId: string;
  readonly version: number;
}

/** The record of material that KMS made itself. */
export function madeMaterial(
  kms: Kms,
  name: VersionName,
  { secret, publicKey }: { readonly secret: Uint8Array; readonly publicKey?: Uint8Array | undefined },
): MaterialRecord {
  return {
    materialId: materialIdOf(name.keyId, secret),
    sealed: kms.materials.seal(name, secret),
    publicKey: publicKey === undefined ? undefined : Buffer.from(publicKey).toString("base64"),
  };
}
