import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { accessPointArn } from "../../access-points/access-point-name.ts";
import {
  type AccessPointRecord,
  listAccessPoints as pageOf,
  networkOriginOf,
} from "../../access-points/access-point-record.ts";
import { ACCESS_POINTS_PAGE } from "../../limits.ts";
import { decodeToken, encodeToken } from "../../listing/continuation-token.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";

/** Sources of data that are no buckets: none of them is here, so none has an access point. */
const BUCKETS: ReadonlySet<string | undefined> = new Set([undefined, "S3", "ALL"]);

/**
 * The caller's access points of the Region in name order, or of them those of one bucket.
 *
 * @throws {AccessDenied} 403 for another account  @throws {InvalidArgument} 400 for a token that is not ours
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html (read 2026-11-29)
 */
export const listAccessPoints: Operation<typeof Sdk, "ListAccessPoints", S3> = {
  access: () => [{ action: "s3:ListAccessPoints", resource: "*" }],
  async handle(input, context, s3) {
    const accountId = ownAccount(input.AccountId, context);
    if (input.DataSourceId !== undefined || !BUCKETS.has(input.DataSourceType)) return { AccessPointList: [] };
    const after = input.NextToken === undefined ? undefined : decodeToken(input.NextToken);
    const limit = Math.min(input.MaxResults || ACCESS_POINTS_PAGE, ACCESS_POINTS_PAGE);
    const { accessPoints, next } = await s3.records.read((reader) =>
      pageOf(reader, { accountId, region: context.region }, { bucket: input.Bucket, after, limit }),
    );
    return {
      AccessPointList: accessPoints.map(showAccessPoint),
      NextToken: next === undefined ? undefined : encodeToken(next),
    };
  },
};

function showAccessPoint(record: AccessPointRecord): Sdk.AccessPoint {
  return {
    Name: record.name,
    NetworkOrigin: networkOriginOf(record),
    VpcConfiguration: record.vpcId === undefined ? undefined : { VpcId: record.vpcId },
    Bucket: record.bucket,
    AccessPointArn: accessPointArn(record),
    Alias: record.alias,
    BucketAccountId: record.bucketAccountId,
  };
}
