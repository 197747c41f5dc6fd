import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrail, trailAccess } from "../trails/find-trail.ts";

/**
 * Whether a trail logs, since when, and how its last delivery went.
 *
 * @throws {TrailNotFoundException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (read 2026-11-23)
 */
export const getTrailStatus: CloudTrailOperation<"GetTrailStatus"> = {
  access: (input, context) => trailAccess("GetTrailStatus", input.Name, context),
  async handle(input, context, { records }) {
    const trail = await records.read((reader) => findTrail(reader, input.Name ?? "", context));
    const { startedMs, stoppedMs, attemptMs, deliveredMs, deliveryError } = trail;
    return {
      IsLogging: trail.isLogging,
      LatestDeliveryError: deliveryError,
      LatestDeliveryTime: dateOf(deliveredMs),
      StartLoggingTime: dateOf(startedMs),
      StopLoggingTime: dateOf(stoppedMs),
      LatestDeliveryAttemptTime: textOf(attemptMs),
      LatestDeliveryAttemptSucceeded: deliveryError === undefined ? textOf(attemptMs) : textOf(deliveredMs),
      TimeLoggingStarted: textOf(startedMs),
      TimeLoggingStopped: textOf(stoppedMs),
    };
  },
};

const dateOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** AWS: empty when it never happened. */
const textOf = (ms: number | undefined): string =>
  ms === undefined ? "" : `${new Date(ms).toISOString().slice(0, 19)}Z`;
