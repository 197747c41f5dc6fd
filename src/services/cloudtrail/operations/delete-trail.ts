import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { removeTrail } from "../trails/trail-record.ts";

/**
 * Removes a trail. Log files that were delivered stay; events that were not yet delivered stay in the event history only.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html (read 2026-11-23)
 */
export const deleteTrail: CloudTrailOperation<"DeleteTrail"> = {
  access: (input, context) => trailAccess("DeleteTrail", input.Name, context),
  async handle(input, context, { records }) {
    await records.transact((transaction) =>
      removeTrail(transaction, findTrailAtHome(transaction, input.Name ?? "", context)),
    );
    return {};
  },
};
