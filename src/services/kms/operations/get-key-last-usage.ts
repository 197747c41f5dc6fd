/**
 * GetKeyLastUsage. @throws NotFoundException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
import type { KeyLastUsageTrackingOperation } from "@aws-sdk/client-kms";
import { keyAccess } from "../access.ts";
import { findOwnKey } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";

export const getKeyLastUsage: KmsOperation<"GetKeyLastUsage"> = {
  access: (input, context) => keyAccess("GetKeyLastUsage", input.KeyId, context),
  async handle(input, context, kms) {
    const found = await kms.records.read((reader) => findOwnKey(reader, input.KeyId, context, "GetKeyLastUsage"));
    const use = await kms.lastUses.find(found.place, found.id);
    const createdAt = new Date(found.key.createdMs);
    return {
      KeyId: found.id,
      KeyCreationDate: createdAt,
      TrackingStartDate: createdAt,
      KeyLastUsage:
        use === undefined
          ? {}
          : {
              Operation: use.operation as KeyLastUsageTrackingOperation,
              Timestamp: new Date(use.timeMs),
              KmsRequestId: use.requestId,
            },
    };
  },
};
