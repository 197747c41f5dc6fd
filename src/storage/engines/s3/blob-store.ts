/**
 * Blobs as objects of any S3 endpoint: AWS, Ceph, MinIO, or another Lakebed. A blob is one object under a random key; S3 makes a finished
 * upload visible whole or not at all, and durable before it answers, which is all that the port asks for. Blobs larger than one
 * part are multipart uploads; an upload that a crash left open is listed as a half-written blob, so that the sweep aborts it.
 *
 * The SDK is loaded when the first store is opened. There are no local files, so neither `localPath` nor `adopt`.
 */
import type * as S3Sdk from "@aws-sdk/client-s3";
import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";
import type { Ids } from "../../../runtime/ids.ts";
import type { BlobId, BlobStore, BlobWriter } from "../../blob-store.ts";
import { StorageError } from "../../storage-error.ts";
import type { S3BlobLocation } from "./blob-location.ts";
import { toStorageError } from "./s3-failures.ts";

type Sdk = typeof S3Sdk;

/** Bytes of one part, and of a blob that is put in one piece; S3's parts are at least 5 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
const READ_CHUNK_BYTES = 1024 * 1024;
const BLOB_ID_BYTES = 18;

export interface S3BlobStoreOptions {
  readonly location: S3BlobLocation;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly ids: Ids;
}

/** One store's connection: what a reader and a writer both need. */
interface Connection {
  readonly sdk: Sdk;
  readonly client: S3Client;
  readonly bucket: string;
  keyOf(id: BlobId): string;
}

interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

class S3BlobWriter implements BlobWriter {
  readonly id: BlobId;
  readonly #connection: Connection;
  readonly #target: { readonly Bucket: string; readonly Key: string };
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #sizeBytes = 0;
  #uploadId: string | undefined;
  #parts: CompletedPart[] = [];
  #isDone = false;

  constructor(connection: Connection, id: BlobId) {
    this.id = id;
    this.#connection = connection;
    this.#target = { Bucket: connection.bucket, Key: connection.keyOf(id) };
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#sizeBytes += chunk.length;
    for (let offset = 0; offset < chunk.length;) {
      const room = PART_BYTES - this.#pendingBytes;
      const piece = chunk.slice(offset, offset + room);
      this.#pending.push(piece);
      this.#pendingBytes += piece.length;
      offset += piece.length;
      if (this.#pendingBytes === PART_BYTES) await this.#uploadPart();
    }
  }

  async finish(): Promise<number> {
    const { sdk, client } = this.#connection;
    await toStorageError(async () => {
      if (this.#uploadId === undefined) {
        await client.send(new sdk.PutObjectCommand({ ...this.#target, Body: this.#takePending() }));
        return;
      }
      if (this.#pendingBytes > 0) await this.#uploadPart();
      await client.send(
        new sdk.CompleteMultipartUploadCommand({
          ...this.#target,
          UploadId: this.#uploadId,
          MultipartUpload: { Parts: this.#parts },
        }),
      );
    });
    this.#isDone = true;
    return this.#sizeBytes;
  }

  async abort(): Promise<void> {
    const { sdk, client } = this.#connection;
    this.#takePending();
    const uploadId = this.#uploadId;
    await toStorageError(async () => {
      if (this.#isDone) await client.send(new sdk.DeleteObjectCommand(this.#target));
      else if (uploadId !== undefined) await abortUpload(this.#connection, { ...this.#target, UploadId: uploadId });
    });
    this.#isDone = false;
    this.#uploadId = undefined;
  }

  #takePending(): Uint8Array {
    const body = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    return body;
  }

  #uploadPart(): Promise<void> {
    const { sdk, client } = this.#connection;
    return toStorageError(async () => {
      this.#uploadId ??= (await client.send(new sdk.CreateMultipartUploadCommand(this.#target))).UploadId;
      const PartNumber = this.#parts.length + 1;
      const { ETag } = await client.send(
        new sdk.UploadPartCommand({ ...this.#target, UploadId: this.#uploadId, PartNumber, Body: this.#takePending() }),
      );
      this.#parts.push({ PartNumber, ETag });
    });
  }
}

async function* listUploads(
  { sdk, client, bucket }: Connection,
  prefix: string,
): AsyncGenerator<{ id: BlobId; modifiedMs: number }> {
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await client.send(
      new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker, UploadIdMarker }),
    );
    for (const { Key = "", Initiated } of page.Uploads ?? [])
      yield { id: Key.slice(prefix.length) as BlobId, modifiedMs: Initiated?.getTime() ?? 0 };
    KeyMarker = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    UploadIdMarker = page.NextUploadIdMarker;
  } while (KeyMarker !== undefined);
}

async function* listObjects(
  { sdk, client, bucket }: Connection,
  prefix: string,
): AsyncGenerator<{ id: BlobId; modifiedMs: number }> {
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
    for (const { Key = "", LastModified } of page.Contents ?? [])
      yield { id: Key.slice(prefix.length) as BlobId, modifiedMs: LastModified?.getTime() ?? 0 };
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

/** An upload that is gone already, because a sweep took it, is as good as aborted. */
async function abortUpload({ sdk, client }: Connection, upload: UploadTarget): Promise<void> {
  try {
    await client.send(new sdk.AbortMultipartUploadCommand(upload));
  } catch (error) {
    if (!(error instanceof sdk.NoSuchUpload)) throw error;
  }
}

/** Aborts what is half-written under this id, then removes what is finished. */
async function removeBlob(connection: Connection, id: BlobId): Promise<void> {
  const { sdk, client, bucket, keyOf } = connection;
  const target = { Bucket: bucket, Key: keyOf(id) };
  const { Uploads = [] } = await client.send(
    new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: target.Key }),
  );
  for (const { Key, UploadId } of Uploads) {
    if (Key === target.Key && UploadId !== undefined) await abortUpload(connection, { ...target, UploadId });
  }
  await client.send(new sdk.DeleteObjectCommand(target));
}

/** The bucket must exist. @throws {StorageError} io when it cannot be reached */
export async function openS3BlobStore({ location, credentials, ids }: S3BlobStoreOptions): Promise<BlobStore> {
  const sdk = await import("@aws-sdk/client-s3");
  const { bucket, prefix, region, endpoint } = location;
  const client = new sdk.S3Client({
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  const connection: Connection = { sdk, client, bucket, keyOf: (id) => prefix + id };
  await toStorageError(() => client.send(new sdk.HeadBucketCommand({ Bucket: bucket })));
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new StorageError("closed", "the blob store is closed");
  };

  return {
    async create() {
      checkOpen();
      return new S3BlobWriter(connection, ids.token(BLOB_ID_BYTES) as BlobId);
    },
    async *read(id, { startBytes, endBytes }) {
      checkOpen();
      if (startBytes === endBytes) return;
      const Range = `bytes=${startBytes}-${endBytes - 1}`;
      const { Body } = await toStorageError(() =>
        client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: connection.keyOf(id), Range })),
      );
      let received = 0;
      for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
        received += chunk.length;
        for (let offset = 0; offset < chunk.length; offset += READ_CHUNK_BYTES)
          yield chunk.subarray(offset, offset + READ_CHUNK_BYTES);
      }
      if (received !== endBytes - startBytes)
        throw new StorageError("corrupt", `the blob ${id} is shorter than it should be`);
    },
    async delete(id) {
      checkOpen();
      await toStorageError(() => removeBlob(connection, id));
    },
    async *list() {
      checkOpen();
      yield* listObjects(connection, prefix);
      yield* listUploads(connection, prefix);
    },
    async close() {
      isClosed = true;
      client.destroy();
    },
  };
}
