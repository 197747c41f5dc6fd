/**
 * Permissions through an access point. AWS: both the access point and the bucket must permit a request, so every check becomes two that must both pass: one on
 * the access point's own ARN, one on the bucket's, both with the condition keys that tell of the access point. Each is decided like every other check: the
 * caller's identity policies, and the policy of the resource, of which the bucket's may leave it to the access point by `s3:DataAccessPointAccount`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (read 2026-11-29)
 */
import type { Authorizer } from "../../../auth/authorize.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { accessPointArn } from "./access-point-name.ts";
import { type AccessPointRecord, networkOriginOf } from "./access-point-record.ts";
import type { NamedAccessPoint } from "./named-bucket.ts";

export const ACCESS_POINT_ARN_KEY = "s3:DataAccessPointArn";

type Conditions = NonNullable<AccessCheck["conditions"]>;

/** Checks that name buckets as the request did. Those of other buckets stay as they are. */
export function checksThrough(checks: readonly AccessCheck[], names: readonly NamedAccessPoint[]): AccessCheck[] {
  return checks.flatMap((check) => {
    const named = names.find(({ text }) => isOf(check, text));
    if (named === undefined) return [check];
    const { arn, accessPoint, fault } = named;
    // Who may not use the access point, if there were one, is not told that there is none.
    if (arn === undefined) return [check];
    const more = accessPoint === undefined ? {} : accessPointConditions(accessPoint);
    const side = accessPointSide(check, { arn, text: named.text, more });
    if (accessPoint === undefined || fault !== undefined) return [side];
    return [side, bucketSide(check, { text: named.text, bucket: accessPoint.bucket, more })];
  });
}

/**
 * Asks for buckets as they are reached in one call, where the call itself asks again in their own names. A bucket that is reached through two access points must be
 * permitted by both then: which of them was meant is not known any more, and such questions only decide whether somebody is told that a key is absent.
 */
export function authorizerThrough(authorizer: Authorizer, names: readonly NamedAccessPoint[]): Authorizer {
  const byBucket = (checks: readonly AccessCheck[]): AccessCheck[] =>
    names.reduce<AccessCheck[]>(
      (asked, named) => checksThrough(asked, [{ ...named, text: named.accessPoint?.bucket ?? named.text }]),
      [...checks],
    );
  return {
    authorize: (caller, checks, style) => authorizer.authorize(caller, byBucket(checks), style),
    allows: (caller, checks) => authorizer.allows(caller, byBucket(checks)),
  };
}

function isOf({ resource }: AccessCheck, text: string): boolean {
  const arn = bucketArn(text);
  return resource === arn || resource.startsWith(`${arn}/`);
}

/** What follows the bucket: nothing, or a slash and the key. */
function restOf({ resource }: AccessCheck, text: string): string {
  return resource.slice(bucketArn(text).length);
}

interface Side {
  readonly text: string;
  readonly more: Conditions;
}

function accessPointSide(check: AccessCheck, { arn, text, more }: Side & { readonly arn: string }): AccessCheck {
  const rest = restOf(check, text);
  const resource = rest === "" ? arn : `${arn}/object${rest}`;
  return { ...check, resource, conditions: { ...check.conditions, ...more } };
}

function bucketSide(check: AccessCheck, { text, bucket, more }: Side & { readonly bucket: string }): AccessCheck {
  const resource = `${bucketArn(bucket)}${restOf(check, text)}`;
  return { ...check, resource, conditions: { ...check.conditions, ...more } };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys */
export function accessPointConditions(accessPoint: AccessPointRecord): Conditions {
  const tags = (accessPoint.tags ?? []).map(([key, value]) => [`s3:AccessPointTag/${key}`, value] as const);
  return {
    [ACCESS_POINT_ARN_KEY]: accessPointArn(accessPoint),
    "s3:DataAccessPointAccount": accessPoint.accountId,
    "s3:AccessPointNetworkOrigin": networkOriginOf(accessPoint),
    ...Object.fromEntries(tags),
  };
}
