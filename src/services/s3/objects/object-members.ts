/** The members that GetObject and HeadObject answer alike: what is known of a version, as headers. */
import type { ChecksumType, GetObjectOutput, HeadObjectOutput, StorageClass } from "@aws-sdk/client-s3";
import { type ChecksumMembers, checksumMember } from "../checksum/algorithms.ts";
import type { CustomerKey } from "../encryption/customer-key.ts";
import { encryptionMembers } from "../encryption/read-encryption.ts";
import { quoteEtag } from "../etag.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectChecksum, ObjectVersion } from "../store/version-record.ts";
import { shownVersionId } from "../store/version-id.ts";
import type { ByteSpan } from "./byte-span.ts";
import type { Found } from "./open-body.ts";
import { showUserMetadata } from "./user-metadata.ts";

export interface Shown {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
  readonly span: ByteSpan;
  readonly time: Found["time"];
  /** A part number was asked for: the answer says how many parts there are. */
  readonly isPartRead: boolean;
  /** `x-amz-checksum-mode: ENABLED`. */
  readonly isChecksumMode: boolean;
  /** The key that the request brought. */
  readonly customer?: CustomerKey | undefined;
}

type Members = Omit<GetObjectOutput & HeadObjectOutput, "Body">;

/** AWS: STANDARD is the one storage class that is not shown (API_GetObject, x-amz-storage-class). */
export function objectMembers(shown: Shown): Members {
  const { bucket, version, span } = shown;
  const { system } = version;
  return {
    AcceptRanges: "bytes",
    LastModified: new Date(version.lastModifiedMs),
    ContentLength: span.endBytes - span.startBytes,
    ContentRange: span.contentRange,
    ETag: quoteEtag(version.etag),
    VersionId: shownVersionId(bucket, version),
    ContentType: system.contentType,
    CacheControl: system.cacheControl,
    ContentDisposition: system.contentDisposition,
    ContentEncoding: system.contentEncoding,
    ContentLanguage: system.contentLanguage,
    ExpiresString: system.expires,
    WebsiteRedirectLocation: system.websiteRedirectLocation,
    Metadata: showUserMetadata(version.metadata),
    StorageClass: version.storageClass as StorageClass | undefined,
    ReplicationStatus: version.replicationStatus,
    TagCount: version.tags?.length,
    ...shown.time,
    PartsCount: shown.isPartRead ? version.partsCount : undefined,
    ...(version.encryption === undefined ? {} : encryptionMembers(version.encryption, shown.customer)),
    ...(shown.isChecksumMode ? spanChecksum(version, span) : {}),
  };
}

/** One checksum as members, with its type. */
export function checksumMembers(
  checksum: ObjectChecksum | undefined,
): ChecksumMembers & { ChecksumType?: ChecksumType } {
  if (checksum === undefined) return {};
  return { [checksumMember(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type };
}

/**
 * AWS: only the checksum of exactly the bytes in the answer is sent: SDKs verify the body with it. So none for a range, and the
 * part's own for a part (boto/boto3 issue 4512).
 */
function spanChecksum(version: ObjectVersion, span: ByteSpan): ChecksumMembers & { ChecksumType?: ChecksumType } {
  const { checksum } = version;
  if (span.contentRange === undefined) return checksumMembers(checksum);
  const value = span.part?.checksum;
  return checksum === undefined || value === undefined ? {} : checksumMembers({ ...checksum, value });
}
