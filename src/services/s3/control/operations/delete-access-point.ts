import type * as Sdk from "@aws-sdk/client-s3-control";
import { withStatus } from "../../../../kit/answer-status.ts";
import type { Operation } from "../../../../kit/operation.ts";
import { removeAccessPoint } from "../../access-points/access-point-record.ts";
import type { S3 } from "../../s3.ts";
import { accessPointAccess, checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * Removes an access point with its policy, tags and alias. Its bucket stays as it is.
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account  @throws {NoSuchAccessPoint} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPoint.html (read 2026-11-29)
 */
export const deleteAccessPoint: Operation<typeof Sdk, "DeleteAccessPoint", S3> = {
  validate: checkAccessPointName,
  access: (input, context) => [accessPointAccess("s3:DeleteAccessPoint", input, context)],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    await s3.records.transact((transaction) => removeAccessPoint(transaction, openAccessPoint(transaction, place)));
    // AWS: 204, though the model says 200 (localstack/localstack test_s3control.snapshot.json, delete-access-point).
    return withStatus({}, 204);
  },
};
