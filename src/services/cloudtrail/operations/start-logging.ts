import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { writeTrail } from "../trails/trail-record.ts";

/**
 * From now on the trail's events are delivered, about every minute. A trail that already logs goes on.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html (read 2026-11-23)
 */
export const startLogging: CloudTrailOperation<"StartLogging"> = {
  access: (input, context) => trailAccess("StartLogging", input.Name, context),
  async handle(input, context, { records }) {
    await records.transact((transaction) => {
      const trail = findTrailAtHome(transaction, input.Name ?? "", context);
      if (!trail.isLogging) writeTrail(transaction, { ...trail, isLogging: true, startedMs: context.nowMs });
    });
    return {};
  },
};
