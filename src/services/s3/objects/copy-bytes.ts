/**
 * The bytes of a copy. They are shared, and not read, wherever source and copy are sealed in the same number of layers: then the copy's record has the same data keys,
 * wrapped by its own key. Otherwise they are read and sealed (or sealed again) on the way.
 *
 * AWS: a copy that asks for nothing gets the default encryption of its bucket, whatever the source has (API_CopyObject). Where there is none, the copy of a sealed
 * object stays sealed, with a key of S3's: nobody asked to lay it open.
 */
import type { Caller } from "../../../auth/principal.ts";
import { type ByteStream, streamOf } from "../../../kit/http.ts";
import type { Extents, SealKeys } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { ChecksumAlgorithm } from "../checksum/algorithms.ts";
import { stageVerified } from "../checksum/verified-body.ts";
import type { ObjectEncryption } from "../encryption/object-encryption.ts";
import { beginSealing, layersOf, openKeys, type SealPlan, type Sealing, wrapKeys } from "../encryption/sealing.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readExtents } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { computeDigests, type CopyDigests, keptDigests } from "./copy-digests.ts";
import type { OpenSource } from "./copy-source.ts";
import type { TakenBytes } from "./taken-bytes.ts";

/** A source as it was found, and its bytes. */
export interface TakenSource extends OpenSource {
  readonly key: string;
  readonly take: TakenBytes;
  /** Opened with the customer's key, where there is one. */
  readonly customerKeys: SealKeys | undefined;
}

export interface CopyRequest {
  readonly caller: Caller;
  readonly from: TakenSource;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly seal: SealPlan | undefined;
  readonly algorithm: ChecksumAlgorithm;
}

export interface CopiedBytes extends CopyDigests {
  readonly encryption: ObjectEncryption | undefined;
  /** The copy's bytes are the source's, under the same data keys or none. */
  readonly isShared: boolean;
  /** Call inside the transaction that found the source unchanged. */
  commit(transaction: Transaction, source: ObjectVersion): Extents;
  /** Gives up what was written, when there will be no commit. */
  discard(): Promise<void>;
}

export const NOTHING_DECLARED = { contentMd5: undefined, checksum: undefined };

/** Undefined for bytes that are not sealed. Errors: see openKeys */
export async function keysOfSource(s3: S3, caller: Caller, from: TakenSource): Promise<SealKeys | undefined> {
  const { version, bucket, key, customerKeys } = from;
  const { encryption } = version;
  return customerKeys ?? (encryption === undefined ? undefined : openKeys(s3, { caller, bucket, key }, encryption));
}

/** Errors: see openKeys and beginSealing. */
export async function copyBytes(s3: S3, request: CopyRequest): Promise<CopiedBytes> {
  const { caller, from, bucket, key } = request;
  const keys = await keysOfSource(s3, caller, from);
  const plan: SealPlan | undefined = request.seal ?? (keys === undefined ? undefined : { algorithm: "AES256" });
  const place = { caller, bucket, key };
  if (keys === undefined || plan === undefined || keys.length !== layersOf(plan)) {
    const sealing = await beginSealing(s3, place, plan);
    if (keys === undefined && sealing === undefined) return await shareBytes(s3, request, { keys, sealing });
    return await sealAgain(s3, request, { keys, sealing });
  }
  return await shareBytes(s3, request, { keys, sealing: await wrapKeys(s3, place, { plan, keys }) });
}

interface Keys {
  /** The source's. */
  readonly keys: SealKeys | undefined;
  /** The copy's. */
  readonly sealing: Sealing | undefined;
}

async function shareBytes(s3: S3, request: CopyRequest, { keys, sealing }: Keys): Promise<CopiedBytes> {
  const { from, algorithm } = request;
  const kept = keptDigests(from.version, algorithm, sealing?.etag);
  const digests = kept ?? (await computeDigests(wholeOf(from, keys), algorithm));
  return {
    ...digests,
    etag: sealing?.etag ?? digests.etag,
    encryption: sealing?.encryption,
    isShared: true,
    commit: (transaction, source) => s3.bytes.share(transaction, readExtents(transaction, source)),
    discard: async () => {},
  };
}

async function sealAgain(s3: S3, { from, algorithm }: CopyRequest, { keys, sealing }: Keys): Promise<CopiedBytes> {
  const { staged, digests } = await stageVerified(s3.bytes, wholeOf(from, keys), {
    declared: NOTHING_DECLARED,
    algorithms: [algorithm],
    trailers: new Map(),
    seal: sealing?.keys,
  });
  return {
    etag: sealing?.etag ?? Buffer.from(digests.md5).toString("hex"),
    checksum: { algorithm, type: "FULL_OBJECT", value: digests.checksums.get(algorithm) ?? "" },
    encryption: sealing?.encryption,
    isShared: false,
    commit: (transaction) => staged.commit(transaction),
    discard: () => staged.discard(),
  };
}

function wholeOf({ take, version }: TakenSource, keys: SealKeys | undefined): ByteStream {
  return asStream(take({ startBytes: 0, endBytes: version.sizeBytes }, keys));
}

export function asStream(bytes: Uint8Array | ByteStream): ByteStream {
  return bytes instanceof Uint8Array ? streamOf(bytes) : bytes;
}
