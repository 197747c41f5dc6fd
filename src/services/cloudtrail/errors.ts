/**
 * CloudTrail's refusals. Codes are the shapes of its model, all HTTP 400 but where the model says otherwise; messages are as public transcripts
 * show them where one was found, and ours otherwise.
 */
import { ServiceError } from "../../kit/errors.ts";
import { LOOKUP_PAGE_MAX, TRAILS_MAX } from "./limits.ts";

function refusal(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, status: 400, fields: { Message: message } });
}

export const invalidLookupAttributes = (message: string): ServiceError =>
  refusal("InvalidLookupAttributesException", message);
export const invalidMaxResults = (given: number): ServiceError =>
  refusal(
    "InvalidMaxResultsException",
    `A max results value of ${given} is invalid. Specify max results between 1 and ${LOOKUP_PAGE_MAX}.`,
  );
export const invalidTimeRange = (): ServiceError =>
  refusal("InvalidTimeRangeException", "The start time must not be after the end time.");
export const invalidNextToken = (): ServiceError =>
  refusal(
    "InvalidNextTokenException",
    "The token is not valid, or was given with other parameters than the call that it comes from.",
  );
export const invalidEventCategory = (): ServiceError =>
  refusal("InvalidEventCategoryException", "The only event category that can be asked for is insight.");

export const invalidTrailName = (message: string): ServiceError => refusal("InvalidTrailNameException", message);
export const invalidTrailArn = (arn: string): ServiceError =>
  refusal("CloudTrailARNInvalidException", `${arn} is not the ARN of a trail.`);
export const trailNotFound = (name: string, accountId: string): ServiceError =>
  refusal("TrailNotFoundException", `Unknown trail: ${name} for the user: ${accountId}`);
export const trailAlreadyExists = (name: string, accountId: string): ServiceError =>
  refusal("TrailAlreadyExistsException", `Trail ${name} already exists for customer: ${accountId}`);
export const tooManyTrails = (accountId: string, region: string): ServiceError =>
  refusal(
    "MaximumNumberOfTrailsExceededException",
    `User: ${accountId} already has ${TRAILS_MAX} trails in ${region}.`,
  );
export const invalidHomeRegion = (region: string): ServiceError =>
  refusal("InvalidHomeRegionException", `Trail must be changed in its home Region: ${region}`);
export const bucketDoesNotExist = (bucket: string): ServiceError =>
  refusal("S3BucketDoesNotExistException", `S3 bucket ${bucket} does not exist!`);
export const insufficientBucketPolicy = (bucket: string): ServiceError =>
  refusal("InsufficientS3BucketPolicyException", `Incorrect S3 bucket policy is detected for bucket: ${bucket}`);
export const invalidBucketName = (): ServiceError =>
  refusal("InvalidS3BucketNameException", "The bucket name is not valid.");
export const invalidPrefix = (prefix: string): ServiceError =>
  refusal("InvalidS3PrefixException", `S3 prefix is longer than maximum length: ${prefix.length} characters`);
export const globalEventsNeeded = (): ServiceError =>
  refusal("InvalidParameterCombinationException", "Multi-Region trail must include global service events.");
export const invalidEventSelectors = (message: string): ServiceError =>
  refusal("InvalidEventSelectorsException", message);
export const invalidTag = (message: string): ServiceError => refusal("InvalidTagParameterException", message);
export const tooManyTags = (): ServiceError =>
  refusal("TagsLimitExceededException", "The number of tags per trail has exceeded the permitted amount of 50.");
