import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { readAccessPointPolicy } from "../../access-points/access-point-record.ts";
import { noSuchAccessPointPolicy } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { accessPointAccess, checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * The policy of an access point, as it was put, but for users that have other names by now and users and roles that are gone.
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account  @throws {NoSuchAccessPoint} 404
 * @throws {NoSuchAccessPointPolicy} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicy.html (read 2026-11-29)
 */
export const getAccessPointPolicy: Operation<typeof Sdk, "GetAccessPointPolicy", S3> = {
  validate: checkAccessPointName,
  access: (input, context) => [accessPointAccess("s3:GetAccessPointPolicy", input, context)],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    const principals = await s3.principals();
    const Policy = await s3.records.read((reader) => {
      const kept = readAccessPointPolicy(reader, openAccessPoint(reader, place));
      return kept === undefined ? undefined : principals.show(reader, kept);
    });
    if (Policy === undefined) throw noSuchAccessPointPolicy(place.name);
    return { Policy };
  },
};
