/** What is remembered of a multipart upload in progress, and of each of its parts. */
import type { Extents } from "../../../storage/objects.ts";
import type { ChecksumAlgorithm } from "../checksum/algorithms.ts";
import type { ObjectOptions, SystemHeaders, Tag } from "../store/version-record.ts";

/** How the checksum of the whole object follows from its parts. */
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** What CreateMultipartUpload asked for. */
export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
}

export interface UploadRecord extends ObjectOptions {
  readonly uploadId: string;
  readonly initiatedMs: number;
  /** Account that began it; 12 digits. */
  readonly initiatorAccountId: string;
  readonly system: SystemHeaders;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Left out for STANDARD. */
  readonly storageClass?: string | undefined;
  /** Left out when the client named none: S3 then keeps a CRC64NVME of the whole object. */
  readonly checksum?: UploadChecksum | undefined;
  /** Which object was current when the upload began (`identityOf`); left out when there was none. */
  readonly currentAtStart?: string | undefined;
}

export interface PartRecord {
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Hex MD5, without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Base64, in the upload's algorithm, or in CRC64NVME when the upload names none. */
  readonly checksum: string;
  readonly extents: Extents;
}
