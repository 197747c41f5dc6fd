import type { CloudTrailOperation } from "../cloudtrail.ts";
import { RECORD_SPAN_MS } from "../limits.ts";
import { deliverTrail } from "../trails/delivery.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { writeTrail } from "../trails/trail-record.ts";

/**
 * Ends the delivery of a trail. What happened before the call is delivered before it answers.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html (read 2026-11-23)
 */
export const stopLogging: CloudTrailOperation<"StopLogging"> = {
  access: (input, context) => trailAccess("StopLogging", input.Name, context),
  async handle(input, context, cloudTrail) {
    const { records, runtime } = cloudTrail;
    const name = input.Name ?? "";
    const trail = await records.transact((transaction) => {
      const found = findTrailAtHome(transaction, name, context);
      if (found.isLogging) writeTrail(transaction, { ...found, isLogging: false, stoppedMs: context.nowMs });
      return found;
    });
    if (trail.isLogging) await deliverTrail(cloudTrail, trail, runtime.clock.nowMs() + RECORD_SPAN_MS);
    return {};
  },
};
