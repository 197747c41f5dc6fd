/**
 * EnableKeyRotation. @throws ValidationException; NotFoundException; UnsupportedOperationException; DisabledException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 */
import { condition, keyAccess } from "../access.ts";
import { requireCustomerKey } from "../keys/change-key.ts";
import { findOwnKey } from "../keys/find-key.ts";
import { requireState, USABLE } from "../keys/key-state.ts";
import { requireOwnMaterial, requirePrimary, requireSymmetricKey } from "../keys/rotating-key.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { DAY_MS, ROTATION_PERIOD_DAYS } from "../limits.ts";
import { backingKey, writeRecord } from "../records.ts";
import { checkRange } from "../validation.ts";

export const enableKeyRotation: KmsOperation<"EnableKeyRotation"> = {
  access: (input, context) =>
    keyAccess("EnableKeyRotation", input.KeyId, context, {
      ...condition("kms:RotationPeriodInDays", input.RotationPeriodInDays ?? ROTATION_PERIOD_DAYS.default),
    }),
  async handle(input, context, kms) {
    const periodDays = input.RotationPeriodInDays ?? ROTATION_PERIOD_DAYS.default;
    checkRange("rotationPeriodInDays", periodDays, ROTATION_PERIOD_DAYS);
    await settleReferenced(kms, input.KeyId, context);
    await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "EnableKeyRotation");
      requireCustomerKey(found);
      requireSymmetricKey(found);
      requireOwnMaterial(found);
      requireState(found, USABLE);
      requirePrimary(found);
      const { place, id, backing } = found;
      // Saying the same again changes nothing; another period counts from now.
      if (backing.rotation?.periodDays === periodDays) return;
      const rotation = { periodDays, nextMs: context.nowMs + periodDays * DAY_MS };
      writeRecord(transaction, backingKey(place, id), { ...backing, rotation });
    });
    return {};
  },
};
