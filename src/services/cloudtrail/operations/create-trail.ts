import { requestTagConditions } from "../trails/tag-conditions.ts";
import type { CloudTrailOperation } from "../cloudtrail.ts";
import { trailAlreadyExists, tooManyTrails } from "../errors.ts";
import { TRAILS_MAX } from "../limits.ts";
import { checkBucket } from "../trails/check-bucket.ts";
import { trailAccess } from "../trails/find-trail.ts";
import { trailSettings } from "../trails/trail-input.ts";
import { checkTrailName } from "../trails/trail-name.ts";
import { listTrails, readTrail, trailArn, type TrailRecord, writeTrail } from "../trails/trail-record.ts";
import { withTags } from "../trails/trail-tags.ts";

/**
 * Makes a trail in this Region. It logs nothing until StartLogging.
 *
 * Checks, in order (assumed): name, settings, tags, the bucket and its policy, name taken, number of trails.
 *
 * @throws {InvalidTrailNameException} @throws {S3BucketDoesNotExistException} @throws {InsufficientS3BucketPolicyException}
 * @throws {TrailAlreadyExistsException} @throws {MaximumNumberOfTrailsExceededException} all 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (read 2026-11-23)
 */
export const createTrail: CloudTrailOperation<"CreateTrail"> = {
  access: (input, context) =>
    trailAccess("CreateTrail", input.Name, context).map((check) => ({
      ...check,
      conditions: requestTagConditions(input.TagsList),
    })),
  async handle(input, { accountId, region }, cloudTrail) {
    const name = input.Name ?? "";
    checkTrailName(name);
    const trail: TrailRecord = {
      name,
      accountId,
      homeRegion: region,
      ...trailSettings(input),
      isLogging: false,
      startedMs: undefined,
      stoppedMs: undefined,
      attemptMs: undefined,
      deliveredMs: undefined,
      deliveryError: undefined,
      selectors: undefined,
      tags: withTags({}, input.TagsList),
    };
    await checkBucket(cloudTrail, trail);
    await cloudTrail.records.transact((transaction) => {
      if (readTrail(transaction, trail) !== undefined) throw trailAlreadyExists(name, accountId);
      const here = listTrails(transaction, accountId).filter(({ homeRegion }) => homeRegion === region);
      if (here.length >= TRAILS_MAX) throw tooManyTrails(accountId, region);
      writeTrail(transaction, trail);
    });
    return {
      Name: name,
      S3BucketName: trail.bucket,
      S3KeyPrefix: trail.prefix,
      IncludeGlobalServiceEvents: trail.includesGlobal,
      IsMultiRegionTrail: trail.isMultiRegion,
      TrailARN: trailArn(trail),
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
    };
  },
};
