/**
 * Storage classes: which can be asked for, and what each means for time and size. All bytes lie in one kind of storage here; a class decides
 * when they can be read, what they are billed as, and where lifecycle may move them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html (read 2026-11-29: minimum durations and sizes)
 */
import { invalidStorageClass } from "../errors.ts";

const KIB = 1024;

export interface StorageClassFacts {
  /** Days that are billed at least. */
  readonly daysMin: number;
  /** Bytes that an object is billed as at least. */
  readonly billedBytesMin: number;
  /** Bytes billed besides the object: 8 KB of names at STANDARD rates and 32 KB of index at the class's. */
  readonly overheadBytes: number;
  /** Its bytes come back by RestoreObject only. */
  readonly isArchive: boolean;
  /** Its bytes lie in one Availability Zone. */
  readonly isOneZone: boolean;
}

const PLAIN = { daysMin: 0, billedBytesMin: 0, overheadBytes: 0, isArchive: false, isOneZone: false };
const INFREQUENT = { ...PLAIN, daysMin: 30, billedBytesMin: 128 * KIB };
const ARCHIVE = { ...PLAIN, isArchive: true, overheadBytes: 40 * KIB };

const CLASSES: Readonly<Record<string, StorageClassFacts>> = {
  STANDARD: PLAIN,
  REDUCED_REDUNDANCY: PLAIN,
  INTELLIGENT_TIERING: PLAIN,
  STANDARD_IA: INFREQUENT,
  ONEZONE_IA: { ...INFREQUENT, isOneZone: true },
  GLACIER_IR: { ...INFREQUENT, daysMin: 90 },
  GLACIER: { ...ARCHIVE, daysMin: 90 },
  DEEP_ARCHIVE: { ...ARCHIVE, daysMin: 180 },
  // AWS: billed for an hour at least, which is no day.
  EXPRESS_ONEZONE: { ...PLAIN, isOneZone: true },
};

/** Classes that exist and cannot be had in a general purpose bucket: why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  EXPRESS_ONEZONE: "it is for directory buckets only",
  OUTPOSTS: "it needs a bucket on an AWS Outpost, and there is no Outpost here",
  SNOW: "it needs an AWS Snow device, and there is none here",
  FSX_OPENZFS: "it is for access points of FSx for OpenZFS file systems",
  FSX_ONTAP: "it is for access points of FSx for NetApp ONTAP file systems",
};

export const STANDARD = "STANDARD";

/**
 * The class to store; undefined stands for STANDARD.
 *
 * @throws {InvalidStorageClass} 400, with the reason for a class that is only elsewhere
 */
export function parseStorageClass(storageClass: string | undefined): string | undefined {
  if (storageClass === undefined || storageClass === STANDARD) return undefined;
  const reason = ELSEWHERE[storageClass];
  if (reason !== undefined || !Object.hasOwn(CLASSES, storageClass)) throw invalidStorageClass(storageClass, reason);
  return storageClass;
}

/** What a stored class means. Undefined stands for STANDARD. */
export function factsOfClass(storageClass: string | undefined): StorageClassFacts {
  return CLASSES[storageClass ?? STANDARD] ?? PLAIN;
}
