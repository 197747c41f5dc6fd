/**
 * How access points are named: by name within an account and a Region, by ARN, and by the alias that stands where a bucket's name may.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html (read 2026-11-29)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html (ARNs and aliases; read 2026-11-29)
 */
import { formatArn, parseArn } from "../../../kit/arn.ts";
import type { Ids } from "../../../runtime/ids.ts";

export interface AccessPointPlace {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

const NAME_LENGTH_MIN = 3;
const NAME_LENGTH_MAX = 50;
const ALIAS_SUFFIX = "-s3alias";
const RESOURCE_PREFIX = "accesspoint/";
const HOST_LABEL = /^(.+)-(\d{12})$/;

/**
 * AWS: what cannot stand in the path is refused as a URI, what may and is no name by the operation (recorded: localstack/localstack
 * test_s3control.snapshot.json, test_access_point_name_validation).
 */
export function nameFault(name: string): "uri" | "name" | undefined {
  if (name.length < NAME_LENGTH_MIN || name.length > NAME_LENGTH_MAX || /[^a-z0-9.-]/.test(name)) return "uri";
  if (name.includes(".") || name.startsWith("-") || name.endsWith("-")) return "name";
  return name.endsWith(ALIAS_SUFFIX) ? "name" : undefined;
}

export function accessPointArn({ accountId, region, name }: AccessPointPlace): string {
  return formatArn({ service: "s3", region, accountId, resource: `${RESOURCE_PREFIX}${name}` });
}

/** Undefined for ARNs of anything else. The Region is empty when a host left it out. */
export function parseAccessPointArn(text: string): AccessPointPlace | undefined {
  const arn = parseArn(text);
  if (arn?.service !== "s3" || !arn.resource.startsWith(RESOURCE_PREFIX)) return undefined;
  const name = arn.resource.slice(RESOURCE_PREFIX.length);
  return name === "" || name.includes("/") ? undefined : { accountId: arn.accountId, region: arn.region, name };
}

export function isAlias(bucket: string): boolean {
  return bucket.endsWith(ALIAS_SUFFIX);
}

/** `NAME-ACCOUNT`, as the SDKs put it before the host of an endpoint of one's own. A bucket may have such a name too. */
export function placeInHostLabel(label: string, region: string): AccessPointPlace | undefined {
  const [, name, accountId] = HOST_LABEL.exec(label) ?? [];
  return name === undefined || accountId === undefined ? undefined : { accountId, region, name };
}

// AWS: 34 characters, so that all of it is as long as a bucket's name may be (recorded: test_access_point_lifecycle).
const ALIAS_PREFIX_MAX = 20;
const ALIAS_UNIQUE_LENGTH = 34;

export function newAlias(name: string, ids: Ids): string {
  const prefix = name.slice(0, ALIAS_PREFIX_MAX).replace(/-+$/, "");
  return `${prefix}-${ids.base32(ALIAS_UNIQUE_LENGTH).toLowerCase()}${ALIAS_SUFFIX}`;
}
