/**
 * ScheduleKeyDeletion. @throws ValidationException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 */
import { condition, keyAccess } from "../access.ts";
import { requireCustomerKey } from "../keys/change-key.ts";
import { setDeletion } from "../keys/deletion.ts";
import { findKeyById, findOwnKey } from "../keys/find-key.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { DAY_MS, DELETION_WINDOW_DAYS } from "../limits.ts";
import { settleReferenced } from "../keys/use-key.ts";
import { checkRange } from "../validation.ts";

export const scheduleKeyDeletion: KmsOperation<"ScheduleKeyDeletion"> = {
  access: (input, context) =>
    keyAccess("ScheduleKeyDeletion", input.KeyId, context, {
      ...condition(
        "kms:ScheduleKeyDeletionPendingWindowInDays",
        input.PendingWindowInDays ?? DELETION_WINDOW_DAYS.default,
      ),
    }),
  async handle(input, context, kms) {
    const windowDays = input.PendingWindowInDays ?? DELETION_WINDOW_DAYS.default;
    // AWS: the model says 1 to 365, the service 7 to 30 (API reference, PendingWindowInDays).
    checkRange("pendingWindowInDays", windowDays, DELETION_WINDOW_DAYS);
    await settleReferenced(kms, input.KeyId, context);
    return kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "ScheduleKeyDeletion");
      requireCustomerKey(found);
      requireState(found, NOT_PENDING_DELETION);
      const { place, id, backing } = found;
      const family = backing.multiRegion;
      const waits = family?.primary === place.region && family.replicas.length > 0;
      setDeletion(transaction, place, found.key, {
        windowDays,
        dueMs: waits ? undefined : context.nowMs + windowDays * DAY_MS,
      });
      const changed = findKeyById(transaction, place, id, { nowMs: context.nowMs });
      return {
        KeyId: found.arn,
        KeyState: changed?.state,
        PendingWindowInDays: windowDays,
        ...(changed?.dueMs === undefined ? {} : { DeletionDate: new Date(changed.dueMs) }),
      };
    });
  },
};
