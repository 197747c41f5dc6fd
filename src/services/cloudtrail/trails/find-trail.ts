/** From what a caller says (a name, or an ARN) to the trail that it means. */
import type { RequestContext } from "../../../kit/context.ts";
import { parseArn } from "../../../kit/arn.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { invalidHomeRegion, invalidTrailArn, trailNotFound } from "../errors.ts";
import { checkTrailName } from "./trail-name.ts";
import { readTrail, trailArn, type TrailPlace, type TrailRecord } from "./trail-record.ts";

type Place = Pick<RequestContext, "accountId" | "region">;

/** @throws {ServiceError} CloudTrailARNInvalidException, InvalidTrailNameException */
export function trailPlace(nameOrArn: string, { accountId, region }: Place): TrailPlace {
  if (!nameOrArn.startsWith("arn:")) {
    checkTrailName(nameOrArn);
    return { accountId, homeRegion: region, name: nameOrArn };
  }
  const arn = parseArn(nameOrArn);
  if (arn?.service !== "cloudtrail" || !arn.resource.startsWith("trail/")) throw invalidTrailArn(nameOrArn);
  return { accountId: arn.accountId, homeRegion: arn.region, name: arn.resource.slice("trail/".length) };
}

/** @throws {ServiceError} also TrailNotFoundException, for trails of other accounts too */
export function findTrail(reader: Reader, nameOrArn: string, context: Place): TrailRecord {
  const place = trailPlace(nameOrArn, context);
  const trail = place.accountId === context.accountId ? readTrail(reader, place) : undefined;
  if (trail === undefined) throw trailNotFound(nameOrArn, context.accountId);
  return trail;
}

/** For changes. @throws {ServiceError} also InvalidHomeRegionException when it was made in another Region */
export function findTrailAtHome(reader: Reader, nameOrArn: string, context: Place): TrailRecord {
  const trail = findTrail(reader, nameOrArn, context);
  if (trail.homeRegion !== context.region) throw invalidHomeRegion(trail.homeRegion);
  return trail;
}

/** The permission for an operation on one trail; pure, so a name that breaks the rules is told only later. */
export function trailAccess(action: string, nameOrArn: string | undefined, context: Place): AccessCheck[] {
  const { accountId, region } = context;
  const name = nameOrArn ?? "";
  const resource = name.startsWith("arn:") ? name : trailArn({ accountId, homeRegion: region, name });
  return [{ action: `cloudtrail:${action}`, resource }];
}
