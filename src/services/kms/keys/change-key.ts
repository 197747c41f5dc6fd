/** Changes of one key's own record by management operations, in one transaction each. */
import type { RequestContext } from "../../../kit/context.ts";
import { unsupported } from "../errors.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { Kms } from "../kms.ts";
import { backingKey, type KeyRecord, keyKey, writeRecord } from "../records.ts";
import { findOwnKey, type FoundKey } from "./find-key.ts";
import { requireState } from "./key-state.ts";
import { settleReferenced } from "./use-key.ts";

export interface ChangeBy {
  readonly context: RequestContext;
  /** The operation's name. */
  readonly action: string;
}

/** @throws {ServiceError} as `findOwnKey`; UnsupportedOperationException for AWS managed keys; whatever `change` throws */
export async function changeKey(
  kms: Kms,
  keyId: string,
  { context, action }: ChangeBy,
  change: (found: FoundKey, transaction: Transaction) => KeyRecord,
): Promise<FoundKey> {
  return kms.records.transact((transaction) => {
    const found = findOwnKey(transaction, keyId, context, action);
    requireCustomerKey(found);
    writeRecord(transaction, keyKey(found.place, found.id), change(found, transaction));
    return found;
  });
}

/** @throws {ServiceError} UnsupportedOperationException */
export function requireCustomerKey({ key, arn }: FoundKey): void {
  if (key.managedFor !== undefined)
    throw unsupported(`${arn} is an AWS managed key: it cannot be changed by its account.`);
}

/** @throws {ServiceError} as `changeKey`; KMSInvalidStateException */
export async function setEnabled(
  kms: Kms,
  keyId: string,
  context: RequestContext,
  isEnabled: boolean,
): Promise<object> {
  // What came due while the key was enabled belongs to that time.
  await settleReferenced(kms, keyId, context);
  await kms.records.transact((transaction) => {
    const found = findOwnKey(transaction, keyId, context, isEnabled ? "EnableKey" : "DisableKey");
    requireCustomerKey(found);
    requireState(found, ["Enabled", "Disabled"]);
    writeRecord(transaction, keyKey(found.place, found.id), { ...found.key, isEnabled });
    if (isEnabled) postponeRotation(transaction, found, context.nowMs);
  });
  return {};
}

/** AWS: a rotation that came due while the key was disabled is made when it is enabled, and the calendar goes on from there. */
function postponeRotation(transaction: Transaction, { place, id, backing }: FoundKey, nowMs: number): void {
  const { rotation } = backing;
  if (rotation === undefined || rotation.nextMs > nowMs) return;
  writeRecord(transaction, backingKey(place, id), { ...backing, rotation: { ...rotation, nextMs: nowMs } });
}
