import type { CloudTrailOperation } from "../cloudtrail.ts";
import { listTrails, trailArn } from "../trails/trail-record.ts";

/**
 * All trails of the account, of all Regions, on one page: an account has at most five in each Region.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html (read 2026-11-23)
 */
export const listTrailsOperation: CloudTrailOperation<"ListTrails"> = {
  access: () => [{ action: "cloudtrail:ListTrails", resource: "*" }],
  async handle(_input, { accountId }, { records }) {
    const trails = await records.read((reader) => listTrails(reader, accountId));
    return {
      Trails: trails.map((trail) => ({ TrailARN: trailArn(trail), Name: trail.name, HomeRegion: trail.homeRegion })),
    };
  },
};
