/**
 * Objects for other services: what a crawler, a query engine or a backup needs of S3, asked for in the caller's name.
 * Implemented by the S3 service. Every call is authorized as the caller, and fails with S3's own `ServiceError`s.
 */
import type { Caller } from "../../auth/principal.ts";
import type { LocalFile } from "../../storage/objects.ts";
import type { ByteStream } from "../http.ts";

export interface ObjectSummary {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly contentType: string | undefined;
  readonly versionId: string | undefined;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter?: string;
  /** Exclusive. */
  readonly startAfter?: string;
  /** 1 to 1,000 entries a page. */
  readonly limit: number;
}

export interface ListPage {
  readonly objects: readonly ObjectSummary[];
  readonly commonPrefixes: readonly string[];
  /** Pass as `startAfter` for the next page; undefined at the end. */
  readonly next: string | undefined;
}

export interface ObjectStore {
  /** @throws {ServiceError} NoSuchBucket, AccessDenied */
  list(caller: Caller, request: ListRequest): Promise<ListPage>;
  /** Undefined when there is no such key. */
  head(caller: Caller, bucket: string, key: string): Promise<ObjectSummary | undefined>;
  /** Half-open range. @throws {ServiceError} NoSuchKey, InvalidRange */
  read(
    caller: Caller,
    bucket: string,
    key: string,
    range?: { startBytes: number; endBytes: number },
  ): Promise<ByteStream>;
  put(
    caller: Caller,
    bucket: string,
    key: string,
    body: Uint8Array | ByteStream,
    contentType: string,
  ): Promise<ObjectSummary>;
  /** Makes a local file an object, without copying where the engine can. The file is gone afterwards. */
  putFile(caller: Caller, bucket: string, key: string, path: string, contentType: string): Promise<ObjectSummary>;
  /** Deletes the current versions; absent keys are not errors. */
  delete(caller: Caller, bucket: string, keys: readonly string[]): Promise<void>;
  /** A file on this machine with the object's bytes; release it. @throws {ServiceError} NoSuchKey */
  localFile(caller: Caller, bucket: string, key: string): Promise<LocalFile>;
}
