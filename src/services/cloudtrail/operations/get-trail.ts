import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrail, trailAccess } from "../trails/find-trail.ts";
import { trailShape } from "../trails/trail-record.ts";

/**
 * One trail of this Region by name, of any Region by ARN.
 *
 * @throws {TrailNotFoundException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html (read 2026-11-23)
 */
export const getTrail: CloudTrailOperation<"GetTrail"> = {
  access: (input, context) => trailAccess("GetTrail", input.Name, context),
  async handle(input, context, { records }) {
    return { Trail: trailShape(await records.read((reader) => findTrail(reader, input.Name ?? "", context))) };
  },
};
