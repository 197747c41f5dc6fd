/**
 * Where a new bucket is put: LocationConstraint against the Region of the endpoint.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
import { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { illegalLocationConstraint, invalidLocationConstraint } from "../errors.ts";

/** The Region whose endpoint is also the global one, and whose LocationConstraint is the empty one. */
export const GLOBAL_REGION = "us-east-1";

const KNOWN_CONSTRAINTS: ReadonlySet<string> = new Set(Object.values(BucketLocationConstraint));

/** The Region for a constraint as sent; `EU` is an old name of eu-west-1. */
export function regionOfConstraint(constraint: string): string {
  return constraint === "EU" ? "eu-west-1" : constraint;
}

/**
 * The Region of the new bucket.
 *
 * AWS: us-east-1 itself must not be named; from us-east-1 (the global endpoint) any other Region can be; elsewhere the
 * constraint must be there and be the endpoint's own Region.
 *
 * @throws {InvalidLocationConstraint} 400  @throws {IllegalLocationConstraintException} 400
 */
export function regionOfNewBucket(constraint: string | undefined, endpointRegion: string): string {
  if (constraint === undefined || constraint === "") {
    if (endpointRegion === GLOBAL_REGION) return GLOBAL_REGION;
    throw illegalLocationConstraint("unspecified");
  }
  const region = regionOfConstraint(constraint);
  if (region === endpointRegion && region !== GLOBAL_REGION) return region;
  if (!KNOWN_CONSTRAINTS.has(constraint)) throw invalidLocationConstraint(constraint);
  if (endpointRegion !== GLOBAL_REGION) throw illegalLocationConstraint(constraint);
  return region;
}
