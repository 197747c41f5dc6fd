/**
 * Key states, derived from records and the clock, and what each state refuses.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (the table and its footnotes, read 2026-11-23)
 */
import type { KeyState } from "@aws-sdk/client-kms";
import type { Reader } from "../../../storage/record-store.ts";
import { disabled, invalidState } from "../errors.ts";
import type { BackingRecord, ImportRecord, KeyRecord, Place } from "../records.ts";
import { importKey, readRecord } from "../records.ts";

/** States that our keys can have; nothing here takes time, so `Creating` and `Updating` never show. */
export type OurKeyState = Extract<
  KeyState,
  "Enabled" | "Disabled" | "PendingImport" | "PendingDeletion" | "PendingReplicaDeletion"
>;

export function keyStateOf(
  reader: Reader,
  place: Place,
  {
    key,
    backing,
    dueMs,
  }: { readonly key: KeyRecord; readonly backing: BackingRecord; readonly dueMs: number | undefined },
  nowMs: number,
): OurKeyState {
  if (key.deletion !== undefined) return dueMs === undefined ? "PendingReplicaDeletion" : "PendingDeletion";
  if (backing.origin === "EXTERNAL" && !hasAllMaterial(reader, { place, id: key.id }, backing, nowMs))
    return "PendingImport";
  return key.isEnabled ? "Enabled" : "Disabled";
}

// AWS: a key with several imported materials needs all of them, but for what waits for its rotation.
function hasAllMaterial(
  reader: Reader,
  owner: { readonly place: Place; readonly id: string },
  backing: BackingRecord,
  nowMs: number,
): boolean {
  if (backing.current === 0) return false;
  for (let version = 1; version <= backing.current; version++) {
    if (findImport(reader, owner, version, nowMs) === undefined) return false;
  }
  return true;
}

/** Imported material that is there and has not expired. */
export function findImport(
  reader: Reader,
  { place, id }: { readonly place: Place; readonly id: string },
  version: number,
  nowMs: number,
): ImportRecord | undefined {
  const record = readRecord<ImportRecord>(reader, importKey(place, id, version));
  return record?.validToMs !== undefined && record.validToMs <= nowMs ? undefined : record;
}

const STATE_REFUSALS: Readonly<Record<OurKeyState, (arn: string) => Error>> = {
  Enabled: (arn) => invalidState(`${arn} is enabled.`),
  Disabled: disabled,
  PendingImport: (arn) => invalidState(`${arn} is pending import.`),
  PendingDeletion: (arn) => invalidState(`${arn} is pending deletion.`),
  PendingReplicaDeletion: (arn) => invalidState(`${arn} is pending replica deletion.`),
};

/** @throws {ServiceError} DisabledException or KMSInvalidStateException, in the words of the state, when it is not one of `allowed` */
export function requireState(
  { arn, state }: { readonly arn: string; readonly state: OurKeyState },
  allowed: readonly OurKeyState[],
): void {
  if (!allowed.includes(state)) throw STATE_REFUSALS[state](arn);
}

/** Cryptographic operations. */
export const USABLE: readonly OurKeyState[] = ["Enabled"];
/** Most management operations. */
export const NOT_PENDING_DELETION: readonly OurKeyState[] = ["Enabled", "Disabled", "PendingImport"];
