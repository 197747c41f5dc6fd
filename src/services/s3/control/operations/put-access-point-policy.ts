import type * as Sdk from "@aws-sdk/client-s3-control";
import { nameOf } from "../../../../auth/principal.ts";
import type { Operation } from "../../../../kit/operation.ts";
import { effectiveBlockOfAccessPoint } from "../../access-points/access-point-facts.ts";
import { accessPointArn } from "../../access-points/access-point-name.ts";
import { putAccessPointPolicyText } from "../../access-points/access-point-record.ts";
import { checkAccessPointPolicy } from "../../access-points/check-access-point-policy.ts";
import { keptPolicy } from "../../access/kept-policy.ts";
import { publicPolicyBlocked } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { accessPointAccess, checkAccessPointName, openAccessPoint, placeOf } from "../open-access-point.ts";

/**
 * Replaces the policy of an access point. It decides from the next request through the access point on.
 *
 * AWS: BlockPublicPolicy of the bucket counts for access points of the bucket's own account (access-control-block-public-access.html); here it counts for all.
 *
 * @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {AccessDenied} 403 for another account, and for a public policy while
 *   BlockPublicPolicy is on  @throws {NoSuchAccessPoint} 404  @throws {MalformedPolicy} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointPolicy.html (read 2026-11-29)
 */
export const putAccessPointPolicy: Operation<typeof Sdk, "PutAccessPointPolicy", S3> = {
  validate: checkAccessPointName,
  access: (input, context) => [accessPointAccess("s3:PutAccessPointPolicy", input, context)],
  async handle(input, context, s3) {
    const place = placeOf(input, context);
    const { accountId } = place;
    const principals = await s3.principals();
    await s3.records.transact((transaction) => {
      const record = openAccessPoint(transaction, place);
      const { isPublic } = checkAccessPointPolicy(input.Policy, record);
      const kept = keptPolicy(principals, transaction, { text: input.Policy, accountId });
      if (isPublic && effectiveBlockOfAccessPoint(transaction, record).blockPublicPolicy)
        throw publicPolicyBlocked(nameOf(context.principal), accessPointArn(place), "s3:PutAccessPointPolicy");
      putAccessPointPolicyText(transaction, record, kept);
    });
    return {};
  },
};
