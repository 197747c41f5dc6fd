/**
 * What a request names where a bucket is named: the one place in which a name becomes a bucket and, maybe, the access point through which it is reached.
 *
 * A name may be an ARN (what a host of access points is read as), an alias, or the label `NAME-ACCOUNT` that SDKs put before the host of an endpoint of one's
 * own. That one may as well be a bucket, and is when there is such a bucket. All other names are buckets, and cost nothing here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html (read 2026-11-29)
 */
import { noSuchAccessPoint, noSuchBucket } from "../errors.ts";
import type { ServiceError } from "../../../kit/errors.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { readBucket } from "../store/buckets.ts";
import {
  type AccessPointPlace,
  accessPointArn,
  isAlias,
  parseAccessPointArn,
  placeInHostLabel,
} from "./access-point-name.ts";
import { type AccessPointRecord, readAccessPoint, readAccessPointByAlias } from "./access-point-record.ts";

/** A name that stands for an access point. */
export interface NamedAccessPoint {
  /** As it was sent. */
  readonly text: string;
  /** The access point's ARN, as far as the name tells it; undefined for an alias of nothing. */
  readonly arn: string | undefined;
  /** Undefined when there is none. */
  readonly accessPoint: AccessPointRecord | undefined;
  /** Why it cannot be used, when it leads nowhere. */
  readonly fault: ServiceError | undefined;
}

/** Where a name was sent: the Region that was asked, and the host, when it may be a part of it. */
export interface NamingContext {
  readonly region: string;
  readonly host?: string | undefined;
}

/** Whether it is worth a look. Almost always not. */
export function mayNameAccessPoint(text: string, context: NamingContext): boolean {
  if (text.startsWith("arn:") || isAlias(text)) return true;
  return placeInHostLabel(text, "") !== undefined && context.host?.startsWith(`${text}.`) === true;
}

/** Undefined when the name is that of a bucket. */
export function findNamedAccessPoint(
  reader: Reader,
  text: string,
  { region }: NamingContext,
): NamedAccessPoint | undefined {
  if (isAlias(text)) return named(reader, text, { found: readAccessPointByAlias(reader, text), place: undefined });
  const place = parseAccessPointArn(text);
  if (place !== undefined) return ofPlace(reader, text, { ...place, region: place.region || region });
  const inLabel = placeInHostLabel(text, region);
  if (inLabel === undefined || readBucket(reader, text) !== undefined) return undefined;
  const found = readAccessPoint(reader, inLabel);
  return found === undefined ? undefined : named(reader, text, { found, place: inLabel });
}

function ofPlace(reader: Reader, text: string, place: AccessPointPlace): NamedAccessPoint {
  return named(reader, text, { found: readAccessPoint(reader, place), place });
}

function named(
  reader: Reader,
  text: string,
  {
    found,
    place = found,
  }: { readonly found: AccessPointRecord | undefined; readonly place: AccessPointPlace | undefined },
): NamedAccessPoint {
  const arn = place === undefined ? undefined : accessPointArn(place);
  return { text, arn, accessPoint: found, fault: faultOf(reader, { text, place, found }) };
}

/** AWS: an alias is a name among those of buckets (access-points-naming.html), so an unknown one is an unknown bucket; the codes here are assumed. */
function faultOf(
  reader: Reader,
  asked: {
    readonly text: string;
    readonly place: AccessPointPlace | undefined;
    readonly found: AccessPointRecord | undefined;
  },
): ServiceError | undefined {
  const { text, place, found } = asked;
  if (found === undefined) return place === undefined ? noSuchBucket(text) : noSuchAccessPoint(place.name);
  const isLoose = readBucket(reader, found.bucket)?.accountId !== found.bucketAccountId;
  return isLoose ? noSuchBucket(found.bucket) : undefined;
}
