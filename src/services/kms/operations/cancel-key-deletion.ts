/**
 * CancelKeyDeletion. The key comes back disabled. @throws NotFoundException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
import { keyAccess } from "../access.ts";
import { invalidState } from "../errors.ts";
import { setDeletion } from "../keys/deletion.ts";
import { findOwnKey } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";

export const cancelKeyDeletion: KmsOperation<"CancelKeyDeletion"> = {
  access: (input, context) => keyAccess("CancelKeyDeletion", input.KeyId, context),
  handle: (input, context, kms) =>
    kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "CancelKeyDeletion");
      if (found.key.deletion === undefined) throw invalidState(`${found.arn} is not pending deletion.`);
      setDeletion(transaction, found.place, { ...found.key, isEnabled: false }, undefined);
      return { KeyId: found.arn };
    }),
};
