/**
 * UpdatePrimaryRegion. @throws ValidationException; NotFoundException; UnsupportedOperationException; DisabledException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html
 */
import { condition, keyAccess } from "../access.ts";
import { keyNotFound, unsupported, validation } from "../errors.ts";
import { findKeyById, findOwnKey } from "../keys/find-key.ts";
import { keyArn } from "../keys/key-reference.ts";
import { requireState } from "../keys/key-state.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { backingKey, writeRecord } from "../records.ts";

export const updatePrimaryRegion: KmsOperation<"UpdatePrimaryRegion"> = {
  // AWS: on the primary key and on the replica that becomes it.
  access: (input, context) => {
    const conditions = condition("kms:PrimaryRegion", input.PrimaryRegion);
    const here = keyAccess("UpdatePrimaryRegion", input.KeyId, context, conditions);
    const id = input.KeyId.slice(input.KeyId.lastIndexOf("/") + 1);
    return [...here, ...keyAccess("UpdatePrimaryRegion", id, { ...context, region: input.PrimaryRegion }, conditions)];
  },
  async handle(input, context, kms) {
    await settleReferenced(kms, input.KeyId, context);
    await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "UpdatePrimaryRegion");
      const { id, place, arn, backing } = found;
      const family = backing.multiRegion;
      if (family === undefined || family.primary !== place.region)
        throw unsupported(`${arn} is not a multi-region primary key.`);
      requireState(found, ["Enabled", "PendingImport"]);
      const primary = input.PrimaryRegion;
      if (primary === family.primary) throw validation(`${arn} is the primary key already.`);
      const there = { ...place, region: primary };
      const next = findKeyById(transaction, there, id, { nowMs: context.nowMs });
      if (next === undefined) throw keyNotFound(keyArn(there, id));
      requireState(next, ["Enabled", "PendingImport"]);
      const replicas = [...family.replicas.filter((region) => region !== primary), family.primary];
      writeRecord(transaction, backingKey(place, id), { ...backing, multiRegion: { primary, replicas } });
    });
    return {};
  },
};
