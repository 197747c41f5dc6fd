import type { CloudTrailOperation } from "../cloudtrail.ts";
import { DEFAULT_SELECTORS } from "../trails/event-selectors.ts";
import { findTrail, trailAccess } from "../trails/find-trail.ts";
import { trailArn } from "../trails/trail-record.ts";

/**
 * Which events a trail takes: all management events, until it is told otherwise.
 *
 * @throws {TrailNotFoundException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html (read 2026-11-23)
 */
export const getEventSelectors: CloudTrailOperation<"GetEventSelectors"> = {
  access: (input, context) => trailAccess("GetEventSelectors", input.TrailName, context),
  async handle(input, context, { records }) {
    const trail = await records.read((reader) => findTrail(reader, input.TrailName ?? "", context));
    return { TrailARN: trailArn(trail), EventSelectors: [...(trail.selectors ?? DEFAULT_SELECTORS)] };
  },
};
