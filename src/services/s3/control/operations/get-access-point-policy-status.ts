import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { readAccessPointPolicy } from "../../access-points/access-point-record.ts";
import { isPublicAccessPointPolicy } from "../../access-points/check-access-point-policy.ts";
import { noSuchAccessPointPolicy } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { accessPointAccess, checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * Whether the policy of an access point makes it public. AWS: one with a VPC never is.
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account  @throws {NoSuchAccessPoint} 404
 * @throws {NoSuchAccessPointPolicy} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyStatus.html (read 2026-11-29)
 */
export const getAccessPointPolicyStatus: Operation<typeof Sdk, "GetAccessPointPolicyStatus", S3> = {
  validate: checkAccessPointName,
  access: (input, context) => [accessPointAccess("s3:GetAccessPointPolicyStatus", input, context)],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    const IsPublic = await s3.records.read((reader) => {
      const record = openAccessPoint(reader, place);
      const text = readAccessPointPolicy(reader, record);
      if (text === undefined) throw noSuchAccessPointPolicy(place.name);
      return isPublicAccessPointPolicy(record, text);
    });
    return { PolicyStatus: { IsPublic } };
  },
};
