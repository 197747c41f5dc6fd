/** Access points as S3 Control's operations name them: by name, in the account of the call and the Region of the request. */
import type { RequestContext } from "../../../kit/context.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { accessPointArn, type AccessPointPlace, nameFault } from "../access-points/access-point-name.ts";
import { type AccessPointRecord, readAccessPoint } from "../access-points/access-point-record.ts";
import { accessPointNameNotInUri, invalidAccessPointName, noSuchAccessPoint } from "../errors.ts";
import { ownAccount } from "./own-account.ts";

export interface NamesAccessPoint {
  readonly AccountId?: string | undefined;
  readonly Name: string;
}

/** AWS: access points of directory buckets end so (access-points-directory-buckets-restrictions-limitations-naming-rules.html). */
const OF_DIRECTORY_BUCKET = "--xa-s3";

/** @throws {InvalidURI} 400 and {InvalidRequest} 400 for what is no name  @throws {NotImplemented} 501 for access points of directory buckets */
export function checkAccessPointName({ Name: name }: NamesAccessPoint): void {
  if (name.endsWith(OF_DIRECTORY_BUCKET))
    throw new NotImplementedError(
      "s3-control",
      "access points of directory buckets",
      "they have scopes and zones of their own",
    );
  const fault = nameFault(name);
  if (fault === "uri") throw accessPointNameNotInUri(name);
  if (fault === "name") throw invalidAccessPointName();
}

export function accessPointAccess(action: string, input: NamesAccessPoint, context: RequestContext): AccessCheck {
  const accountId = input.AccountId ?? context.accountId;
  return { action, resource: accessPointArn({ accountId, region: context.region, name: input.Name }) };
}

/** @throws {AccessDenied} 403 for another account */
export function placeOf(input: NamesAccessPoint, context: RequestContext): AccessPointPlace {
  return { accountId: ownAccount(input.AccountId, context), region: context.region, name: input.Name };
}

/** @throws {NoSuchAccessPoint} 404 */
export function openAccessPoint(reader: Reader, place: AccessPointPlace): AccessPointRecord {
  const record = readAccessPoint(reader, place);
  if (record === undefined) throw noSuchAccessPoint(place.name);
  return record;
}
