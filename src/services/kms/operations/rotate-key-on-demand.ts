/**
 * RotateKeyOnDemand: done when it is answered. @throws NotFoundException; UnsupportedOperationException; DisabledException;
 * KMSInvalidStateException (no imported material waits); LimitExceededException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
 */
import type { RequestContext } from "../../../kit/context.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { keyAccess } from "../access.ts";
import { invalidState, limitExceeded } from "../errors.ts";
import { requireCustomerKey } from "../keys/change-key.ts";
import { findOwnKey, type FoundKey } from "../keys/find-key.ts";
import { findImport, requireState, USABLE } from "../keys/key-state.ts";
import { requirePrimary, requireSymmetricKey } from "../keys/rotating-key.ts";
import { madeMaterial } from "../keys/rotation.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { Kms, KmsOperation } from "../kms.ts";
import { ON_DEMAND_ROTATIONS_MAX } from "../limits.ts";
import { materialRecordOf } from "../material/read-material.ts";
import { backingKey, type MaterialRecord, materialKey, writeRecord } from "../records.ts";

export const rotateKeyOnDemand: KmsOperation<"RotateKeyOnDemand"> = {
  access: (input, context) => keyAccess("RotateKeyOnDemand", input.KeyId, context),
  async handle(input, context, kms) {
    await settleReferenced(kms, input.KeyId, context);
    const secret = kms.runtime.random.bytes(32);
    const arn = await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "RotateKeyOnDemand");
      requireCustomerKey(found);
      requireSymmetricKey(found);
      requireState(found, USABLE);
      requirePrimary(found);
      if (found.backing.onDemandRotations >= ON_DEMAND_ROTATIONS_MAX)
        throw limitExceeded(`${found.arn} has reached the maximum of ${ON_DEMAND_ROTATIONS_MAX} on-demand rotations.`);
      const [version, record] =
        found.backing.origin === "EXTERNAL"
          ? waitingMaterial(transaction, found, context)
          : newMaterial(kms, found, secret);
      const rotated: MaterialRecord = { ...record, rotatedMs: context.nowMs, rotationType: "ON_DEMAND" };
      writeRecord(transaction, materialKey(found.place, found.id, version), rotated);
      writeRecord(transaction, backingKey(found.place, found.id), {
        ...found.backing,
        current: version,
        pending: undefined,
        onDemandRotations: found.backing.onDemandRotations + 1,
      });
      return found.arn;
    });
    return { KeyId: arn };
  },
};

function newMaterial(
  kms: Kms,
  { place, id, backing }: FoundKey,
  secret: Uint8Array,
): [version: number, record: MaterialRecord] {
  const version = backing.current + 1;
  return [version, madeMaterial(kms, { place, keyId: id, version }, { secret })];
}

/** The material that was imported for this, into every Region of the key. */
function waitingMaterial(
  transaction: Transaction,
  found: FoundKey,
  { nowMs }: RequestContext,
): [version: number, record: MaterialRecord] {
  const { place, id, backing, arn } = found;
  const version = backing.pending;
  const record = version === undefined ? undefined : materialRecordOf(transaction, found, version);
  if (version === undefined || record === undefined)
    throw invalidState(`${arn} has no key material that is pending rotation.`);
  for (const region of [place.region, ...(backing.multiRegion?.replicas ?? [])]) {
    if (findImport(transaction, { place: { ...place, region }, id }, version, nowMs) === undefined)
      throw invalidState(`The key material that is pending rotation is not imported into ${id} in ${region}.`);
  }
  return [version, record];
}
