import type { CloudTrailOperation } from "../cloudtrail.ts";
import { checkBucket } from "../trails/check-bucket.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { trailSettings } from "../trails/trail-input.ts";
import { trailArn, writeTrail } from "../trails/trail-record.ts";

/**
 * Changes the settings that are given; logging goes on.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} and what CreateTrail throws for settings, all 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (read 2026-11-23)
 */
export const updateTrail: CloudTrailOperation<"UpdateTrail"> = {
  access: (input, context) => trailAccess("UpdateTrail", input.Name, context),
  async handle(input, context, cloudTrail) {
    const { records } = cloudTrail;
    const name = input.Name ?? "";
    const earlier = await records.read((reader) => findTrailAtHome(reader, name, context));
    const settings = trailSettings(input, earlier);
    await checkBucket(cloudTrail, { ...earlier, ...settings });
    await records.transact((transaction) =>
      writeTrail(transaction, { ...findTrailAtHome(transaction, name, context), ...settings }),
    );
    return {
      Name: earlier.name,
      S3BucketName: settings.bucket,
      S3KeyPrefix: settings.prefix,
      IncludeGlobalServiceEvents: settings.includesGlobal,
      IsMultiRegionTrail: settings.isMultiRegion,
      TrailARN: trailArn(earlier),
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
    };
  },
};
