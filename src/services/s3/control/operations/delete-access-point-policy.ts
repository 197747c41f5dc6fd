import type * as Sdk from "@aws-sdk/client-s3-control";
import { withStatus } from "../../../../kit/answer-status.ts";
import type { Operation } from "../../../../kit/operation.ts";
import { removeAccessPointPolicy } from "../../access-points/access-point-record.ts";
import type { S3 } from "../../s3.ts";
import { accessPointAccess, checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * Removes the policy of an access point. Removing what is not there is no error (assumed, as of bucket policies).
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account  @throws {NoSuchAccessPoint} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPointPolicy.html (read 2026-11-29)
 */
export const deleteAccessPointPolicy: Operation<typeof Sdk, "DeleteAccessPointPolicy", S3> = {
  validate: checkAccessPointName,
  access: (input, context) => [accessPointAccess("s3:DeleteAccessPointPolicy", input, context)],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    await s3.records.transact((transaction) =>
      removeAccessPointPolicy(transaction, openAccessPoint(transaction, place)),
    );
    return withStatus({}, 204);
  },
};
