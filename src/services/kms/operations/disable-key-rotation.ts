/**
 * DisableKeyRotation. @throws NotFoundException; UnsupportedOperationException; DisabledException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
 */
import { keyAccess } from "../access.ts";
import { requireCustomerKey } from "../keys/change-key.ts";
import { findOwnKey } from "../keys/find-key.ts";
import { requireState, USABLE } from "../keys/key-state.ts";
import { requireOwnMaterial, requirePrimary, requireSymmetricKey } from "../keys/rotating-key.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { backingKey, writeRecord } from "../records.ts";

export const disableKeyRotation: KmsOperation<"DisableKeyRotation"> = {
  access: (input, context) => keyAccess("DisableKeyRotation", input.KeyId, context),
  async handle(input, context, kms) {
    await settleReferenced(kms, input.KeyId, context);
    await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "DisableKeyRotation");
      requireCustomerKey(found);
      requireSymmetricKey(found);
      requireOwnMaterial(found);
      requireState(found, USABLE);
      requirePrimary(found);
      writeRecord(transaction, backingKey(found.place, found.id), { ...found.backing, rotation: undefined });
    });
    return {};
  },
};
