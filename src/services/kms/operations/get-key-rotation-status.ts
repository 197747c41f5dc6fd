/**
 * GetKeyRotationStatus. @throws NotFoundException; UnsupportedOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
import { keyAccess } from "../access.ts";
import { findKeyByIdOrArn } from "../keys/find-key.ts";
import { requireSymmetricKey } from "../keys/rotating-key.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";

export const getKeyRotationStatus: KmsOperation<"GetKeyRotationStatus"> = {
  access: (input, context) => keyAccess("GetKeyRotationStatus", input.KeyId, context),
  async handle(input, context, kms) {
    await settleReferenced(kms, input.KeyId, context);
    const found = await kms.records.read((reader) => findKeyByIdOrArn(reader, input.KeyId, context));
    requireSymmetricKey(found);
    // AWS: a key that waits for its deletion does not rotate, and says so (API reference).
    const rotation = found.key.deletion === undefined ? found.backing.rotation : undefined;
    if (rotation === undefined) return { KeyId: found.id, KeyRotationEnabled: false };
    return {
      KeyId: found.id,
      KeyRotationEnabled: true,
      RotationPeriodInDays: rotation.periodDays,
      NextRotationDate: new Date(rotation.nextMs),
    };
  },
};
