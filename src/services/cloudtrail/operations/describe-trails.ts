import type { CloudTrailOperation } from "../cloudtrail.ts";
import { trailPlace } from "../trails/find-trail.ts";
import { listTrails, type TrailRecord, trailShape } from "../trails/trail-record.ts";

/**
 * The trails that log this Region: those made here, and those of other Regions that log all Regions ("shadow trails"), unless they are not
 * wanted. With names or ARNs only those; unknown ones are left out.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html (read 2026-11-23)
 */
export const describeTrails: CloudTrailOperation<"DescribeTrails"> = {
  access: () => [{ action: "cloudtrail:DescribeTrails", resource: "*" }],
  async handle({ trailNameList = [], includeShadowTrails = true }, context, { records }) {
    const { accountId, region } = context;
    const places = trailNameList.map((name) => ({ ...trailPlace(name, context), isArn: name.startsWith("arn:") }));
    const isHere = (trail: TrailRecord): boolean =>
      trail.homeRegion === region || (trail.isMultiRegion && includeShadowTrails);
    const isNamed = (trail: TrailRecord): boolean =>
      places.length === 0 ||
      places.some(({ name, homeRegion, isArn }) => name === trail.name && (!isArn || homeRegion === trail.homeRegion));
    const trails = await records.read((reader) => listTrails(reader, accountId));
    return { trailList: trails.filter((trail) => isHere(trail) && isNamed(trail)).map(trailShape) };
  },
};
