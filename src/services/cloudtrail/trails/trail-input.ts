/** The settings of a trail as CreateTrail and UpdateTrail give them. What is not there is refused, not ignored. */
import type { CreateTrailRequest, UpdateTrailRequest } from "@aws-sdk/client-cloudtrail";
import { NotImplementedError } from "../../../kit/errors.ts";
import { globalEventsNeeded, invalidBucketName, invalidPrefix } from "../errors.ts";
import { KEY_PREFIX_MAX } from "../limits.ts";
import type { TrailRecord } from "./trail-record.ts";

type Settings = Pick<TrailRecord, "bucket" | "prefix" | "isMultiRegion" | "includesGlobal">;
type Input = Omit<CreateTrailRequest | UpdateTrailRequest, "Name">;

/** AWS: general purpose bucket names (S3 user guide). */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What is not given stays as it was. @throws {ServiceError} NotImplemented, InvalidS3BucketNameException, InvalidS3PrefixException, InvalidParameterCombinationException */
export function trailSettings(input: Input, earlier: Partial<Settings> = {}): Settings {
  refuseMissing(input);
  const bucket = input.S3BucketName ?? earlier.bucket ?? "";
  const prefix = input.S3KeyPrefix ?? earlier.prefix;
  const isMultiRegion = input.IsMultiRegionTrail ?? earlier.isMultiRegion ?? false;
  const includesGlobal = input.IncludeGlobalServiceEvents ?? earlier.includesGlobal ?? true;
  if (!BUCKET_NAME.test(bucket)) throw invalidBucketName();
  if (prefix !== undefined && prefix.length > KEY_PREFIX_MAX) throw invalidPrefix(prefix);
  if (isMultiRegion && !includesGlobal) throw globalEventsNeeded();
  return { bucket, prefix, isMultiRegion, includesGlobal };
}

function refuseMissing(input: Input): void {
  const missing: readonly (readonly [boolean, string, string])[] = [
    [given(input.SnsTopicName), "SnsTopicName", "there is no SNS"],
    [given(input.CloudWatchLogsLogGroupArn), "CloudWatchLogsLogGroupArn", "there is no CloudWatch Logs"],
    [given(input.CloudWatchLogsRoleArn), "CloudWatchLogsRoleArn", "there is no CloudWatch Logs"],
    [given(input.KmsKeyId), "KmsKeyId", "log files are not sealed with KMS keys yet"],
    [input.EnableLogFileValidation === true, "EnableLogFileValidation", "there are no digest files yet"],
    [input.IsOrganizationTrail === true, "IsOrganizationTrail", "trails are of one account"],
  ];
  for (const [isGiven, member, reason] of missing)
    if (isGiven) throw new NotImplementedError("cloudtrail", `trails with ${member}`, reason);
}

const given = (text: string | undefined): boolean => text !== undefined && text !== "";
