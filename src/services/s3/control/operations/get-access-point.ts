import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { accessPointArn } from "../../access-points/access-point-name.ts";
import { networkOriginOf } from "../../access-points/access-point-record.ts";
import { showPublicAccessBlock } from "../../access/public-access-block.ts";
import type { S3 } from "../../s3.ts";
import { checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * What is known of an access point. The endpoints are names of this program, where AWS names its own.
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account  @throws {NoSuchAccessPoint} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html (read 2026-11-29)
 */
export const getAccessPoint: Operation<typeof Sdk, "GetAccessPoint", S3> = {
  validate: checkAccessPointName,
  // AWS: the action knows no resources (service authorization reference).
  access: () => [{ action: "s3:GetAccessPoint", resource: "*" }],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    const record = await s3.records.read((reader) => openAccessPoint(reader, place));
    return {
      Name: record.name,
      Bucket: record.bucket,
      NetworkOrigin: networkOriginOf(record),
      VpcConfiguration: record.vpcId === undefined ? undefined : { VpcId: record.vpcId },
      PublicAccessBlockConfiguration: showPublicAccessBlock(record.publicAccessBlock),
      CreationDate: new Date(record.createdMs),
      Alias: record.alias,
      AccessPointArn: accessPointArn(record),
      Endpoints: endpointsOf(record.region),
      BucketAccountId: record.bucketAccountId,
    };
  },
};

function endpointsOf(region: string): Record<string, string> {
  return {
    ipv4: `s3-accesspoint.${region}.localhost`,
    dualstack: `s3-accesspoint.dualstack.${region}.localhost`,
    fips: `s3-accesspoint-fips.${region}.localhost`,
    fips_dualstack: `s3-accesspoint-fips.dualstack.${region}.localhost`,
  };
}
