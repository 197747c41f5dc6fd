/**
 * What is remembered of one version of an object: everything that GetObject, HeadObject, GetObjectAttributes and the
 * listings show, small enough that a listing page of them is cheap. Long lists (the extents and parts of a multipart
 * object) are in a manifest of their own.
 */
import type { ChecksumAlgorithm, ChecksumType } from "@aws-sdk/client-s3";
import type { Extents } from "../../../storage/objects.ts";
import type { Acl } from "../acl/object-acl.ts";
import type { RestoreRecord } from "../archive/restore-record.ts";
import type { ObjectEncryption } from "../encryption/object-encryption.ts";
import type { ObjectLock } from "../lock/object-lock.ts";

/** Key and value. */
export type Tag = readonly [key: string, value: string];

/** A stored checksum as S3 shows it: base64 of the big-endian digest, with `-N` (the number of parts) when COMPOSITE. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

/** Header values that S3 keeps and gives back as they were sent. */
export interface SystemHeaders {
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  /** Without `aws-chunked`. */
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** Verbatim: S3 does not parse it. */
  readonly expires?: string | undefined;
  readonly websiteRedirectLocation?: string | undefined;
}

/** What a write asked for besides bytes and headers, as it was settled (objects/write-options.ts). */
export interface ObjectOptions {
  /** Left out for STANDARD. A directory bucket has one class, whatever was asked. */
  readonly storageClass?: string | undefined;
  /** Left out when the owner alone has access, as the bucket owner everywhere else. */
  readonly acl?: Acl | undefined;
  /** The account that wrote the object, where that owns it; left out when the bucket's owner does. */
  readonly ownerAccountId?: string | undefined;
  /** Left out when the bytes are not sealed. */
  readonly encryption?: ObjectEncryption | undefined;
  readonly lock?: ObjectLock | undefined;
}

/** Of a source: where its replication is. Of a replica: that it is one. */
export type ReplicationState = "PENDING" | "COMPLETED" | "FAILED" | "REPLICA";

interface VersionBase {
  /** `null`, or 32 opaque characters. */
  readonly versionId: string;
  /** Place in the order of the key's versions; grows with each one. The newest has the highest. */
  readonly sequence: number;
  /** Whole seconds, as S3 keeps it. */
  readonly lastModifiedMs: number;
  /** When its successor came; left out while it is current. */
  readonly noncurrentSinceMs?: number | undefined;
}

/** A version with bytes. */
export interface ObjectVersion extends VersionBase, ObjectOptions {
  readonly isDeleteMarker: false;
  readonly sizeBytes: number;
  /** Without quotes: hex MD5, or `hex-N` for a multipart object of N parts. */
  readonly etag: string;
  readonly system: SystemHeaders;
  /** User metadata by lower-case name without `x-amz-meta-`. Left out when empty. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly checksum?: ObjectChecksum | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Left out for STANDARD. */
  readonly storageClass?: string | undefined;
  /** State time at which lifecycle moved it into its class; left out when it was written in it. */
  readonly classSinceMs?: number | undefined;
  /** State time of its last read; kept for INTELLIGENT_TIERING alone, and about daily. */
  readonly accessedMs?: number | undefined;
  readonly restore?: RestoreRecord | undefined;
  /** The bytes, when they are one extent or none and were not uploaded in parts. */
  readonly extents?: Extents | undefined;
  /** Names the Manifest that holds extents and parts, otherwise. */
  readonly manifestId?: string | undefined;
  /** The rename that gave it its key, to know a retry by its token. */
  readonly renamed?: { readonly token: string; readonly from: string } | undefined;
  /** How many parts it was uploaded in; left out for a single PutObject. */
  readonly partsCount?: number | undefined;
  /** Left out for what no replication rule is about. */
  readonly replicationStatus?: ReplicationState | undefined;
  /** How many annotations it has; left out for none. */
  readonly annotationCount?: number | undefined;
}

/** "The object is gone since then", as a version of its own. */
export interface DeleteMarker extends VersionBase {
  readonly isDeleteMarker: true;
}

export type VersionRecord = ObjectVersion | DeleteMarker;

/** One part of a completed multipart object. */
export interface ManifestPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Base64 checksum of the part in the object's algorithm, when the upload named one. */
  readonly checksum?: string | undefined;
}

/** The long half of a version: immutable, owned by exactly one version. */
export interface Manifest {
  readonly extents: Extents;
  /** In part order; left out for an object that was copied in one piece. */
  readonly parts?: readonly ManifestPart[] | undefined;
}

/** All that a writer knows before the commit; the store adds id, sequence and extents. */
export interface ObjectDraft extends ObjectOptions {
  /** Of a copy that gets its source's annotations in the same transaction. */
  readonly annotationCount?: number | undefined;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly system: SystemHeaders;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly checksum?: ObjectChecksum | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly storageClass?: string | undefined;
  readonly parts?: readonly ManifestPart[] | undefined;
  /** Set for a replica. */
  readonly replicationStatus?: ReplicationState | undefined;
}

/** The version id of everything written while versioning is not enabled. */
export const NULL_VERSION_ID = "null";

/** AWS: Last-Modified is kept in whole seconds; listings show `.000Z` (ListObjectsV2 examples, API reference). */
export function wholeSecondMs(nowMs: number): number {
  return Math.floor(nowMs / 1000) * 1000;
}
