import type * as Sdk from "@aws-sdk/client-s3";
import type { DeleteMarkerEntry, ObjectVersion as ListedVersion, ObjectVersionStorageClass } from "@aws-sdk/client-s3";
import { listedMembers } from "../../../kit/listed-objects.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { restoreStatus } from "../archive/archive-state.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { objectOwners, type OwnerOf } from "../buckets/owner.ts";
import { invalidArgument } from "../errors.ts";
import { listAccess } from "../listing/list-access.ts";
import { listPage, type Page, type Seen } from "../listing/list-page.ts";
import { parseEncodingType, parsePageSize, restoreTime, type ShowText } from "../listing/listing-request.ts";
import { commonPrefixMembers, itemsOf, lastPosition } from "../listing/show-object.ts";
import { type VersionItem, versionSource } from "../listing/sources.ts";
import { isVersionId } from "../objects/open-object.ts";
import type { S3 } from "../s3.ts";
import { readVersion } from "../store/read-version.ts";

type Input = InputOf<typeof Sdk, "ListObjectVersions">;

/**
 * Lists all versions and delete markers, newest first within a key, whatever their timestamps.
 *
 * AWS: a key marker alone leaves all versions of its key out; with a version id marker the listing goes on behind that version. When
 * that version was deleted since, what is left of its key is listed from its newest version on, so that clients which delete page by page
 * miss nothing.
 *
 * @throws {InvalidArgument} 400 for encoding-type, max-keys, a version id marker that is none or has no key marker  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html (read 2026-11-23)
 */
export const listObjectVersions: Operation<typeof Sdk, "ListObjectVersions", S3> = {
  access: (input) => listAccess("s3:ListBucketVersions", input),
  async handle(input, context, s3) {
    const showText = parseEncodingType(input.EncodingType);
    const limit = parsePageSize(input.MaxKeys, "max-keys");
    checkMarkers(input);
    const { bucket, page } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const request = { prefix: input.Prefix ?? "", delimiter: input.Delimiter, limit, seen: findSeen(reader, input) };
      return { bucket: opened, page: listPage(versionSource(reader, opened), request) };
    });
    return {
      Name: input.Bucket,
      Prefix: showText(input.Prefix ?? ""),
      KeyMarker: showText(input.KeyMarker ?? ""),
      VersionIdMarker: input.VersionIdMarker ?? "",
      NextKeyMarker: showText(lastPosition(page)),
      NextVersionIdMarker: page.isTruncated ? page.entries.at(-1)?.item?.version?.versionId : undefined,
      Delimiter: showText(input.Delimiter === "" ? undefined : input.Delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      IsTruncated: page.isTruncated,
      ...versionEntries(page, {
        showText,
        ownerOf: objectOwners(s3, bucket),
        restoreAtMs: restoreTime(input, context.nowMs),
      }),
      ...commonPrefixMembers(page, showText),
    };
  },
};

function checkMarkers(input: Input): void {
  const { KeyMarker: keyMarker, VersionIdMarker: marker } = input;
  if (marker === undefined || marker === "") return;
  if (keyMarker === undefined || keyMarker === "") {
    throw invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", marker);
  }
  if (!isVersionId(marker)) throw invalidArgument("Invalid version id specified", "version-id-marker", marker);
}

function findSeen(reader: Reader, input: Input): Seen<VersionItem> | undefined {
  const { Bucket: bucket, KeyMarker: key, VersionIdMarker: versionId } = input;
  if (key === undefined || key === "") return undefined;
  if (versionId === undefined || versionId === "") return { upTo: key };
  const version = readVersion(reader, bucket, key, versionId);
  return version === undefined ? { before: key } : { item: { key, sequence: version.sequence } };
}

function versionEntries(
  page: Page<VersionItem>,
  { showText, ownerOf, restoreAtMs }: { showText: ShowText; ownerOf: OwnerOf; restoreAtMs: number | undefined },
): { Versions?: ListedVersion[]; DeleteMarkers?: DeleteMarkerEntry[] } {
  const versions: ListedVersion[] = [];
  const deleteMarkers: DeleteMarkerEntry[] = [];
  for (const { key, version, isLatest } of itemsOf(page)) {
    if (version === undefined) continue;
    const common = { Key: showText(key), VersionId: version.versionId, IsLatest: isLatest };
    if (version.isDeleteMarker) {
      deleteMarkers.push({ ...common, Owner: ownerOf({}), LastModified: new Date(version.lastModifiedMs) });
    } else {
      const members = listedMembers(version);
      const RestoreStatus = restoreAtMs === undefined ? undefined : restoreStatus(version, restoreAtMs);
      versions.push({
        ...common,
        ...members,
        RestoreStatus,
        Owner: ownerOf(version),
        StorageClass: members.StorageClass as ObjectVersionStorageClass,
      });
    }
  }
  return {
    ...(versions.length === 0 ? {} : { Versions: versions }),
    ...(deleteMarkers.length === 0 ? {} : { DeleteMarkers: deleteMarkers }),
  };
}
