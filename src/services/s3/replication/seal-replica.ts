/**
 * How a replica is sealed: as its source is, with keys of its own bucket. The bytes are shared all the same, because only their data keys are wrapped again. What lies
 * open at the source is sealed on the way where the destination has a default encryption, and only then are bytes read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html (read 2026-11-29: the role needs kms:Decrypt on the source's key;
 *   AWS asks for kms:Encrypt on the replica's, here it is kms:GenerateDataKey)
 */
import type { Caller } from "../../../auth/principal.ts";
import type { Extents, ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { ObjectEncryption } from "../encryption/object-encryption.ts";
import type { SealParts } from "../encryption/seal-parts.ts";
import { beginSealing, openKeys, type SealPlan, wrapKeys } from "../encryption/sealing.ts";
import { defaultSealing } from "../encryption/write-encryption.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readExtents } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import type { Rule } from "./rules.ts";

export interface Sealed {
  readonly encryption: ObjectEncryption | undefined;
  readonly etag: string;
  /** The replica's bytes; call it in the transaction that makes the replica. */
  commit(transaction: Transaction, version: ObjectVersion): Extents;
  /** Gives up what was written, when there is no replica. */
  discard(): Promise<void>;
}

export interface SealRequest {
  readonly caller: Caller;
  readonly source: BucketRecord;
  readonly destination: BucketRecord;
  readonly key: string;
  readonly version: ObjectVersion;
  readonly rule: Rule;
}

type Parts = SealParts & { readonly bytes: ObjectBytes };

/** @throws {ServiceError} of KMS, in the name of the role */
export async function sealReplica(s3: Parts, request: SealRequest): Promise<Sealed> {
  const { caller, source, destination, key, version } = request;
  const { encryption, etag } = version;
  const to = { caller, bucket: destination, key };
  if (encryption === undefined) return await sealOpen(s3, request);
  if (encryption.algorithm === "customer") {
    // Nobody but the customer opens it, so its data key stays wrapped as it is, and remembers for which bucket that was.
    return shared(s3, { ...encryption, boundTo: encryption.boundTo ?? source.name }, etag);
  }
  const keys = await openKeys(s3, { ...to, bucket: source }, encryption);
  const sealing = await wrapKeys(s3, to, { plan: planOf(encryption, request.rule), keys });
  return shared(s3, sealing.encryption, etag);
}

function shared({ bytes }: Parts, encryption: ObjectEncryption | undefined, etag: string): Sealed {
  return {
    encryption,
    etag,
    commit: (transaction, version) => bytes.share(transaction, readExtents(transaction, version)),
    discard: async () => {},
  };
}

/** A rule that selects KMS objects names the key of their replicas (parse-replication.ts). */
function planOf({ algorithm, kms }: ObjectEncryption, { destination }: Rule): SealPlan {
  if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") return { algorithm: "AES256" };
  const isBucketKey = kms?.isBucketKey === true;
  return { algorithm, keyId: destination.kmsKeyId ?? "", context: undefined, isBucketKey };
}

async function sealOpen(s3: Parts, { caller, destination, key, version }: SealRequest): Promise<Sealed> {
  const { body, plan } = await s3.records.read((reader) => {
    const wanted = defaultSealing(s3, reader, destination);
    return { plan: wanted, body: wanted === undefined ? undefined : s3.bytes.read(readExtents(reader, version)) };
  });
  if (body === undefined) return shared(s3, undefined, version.etag);
  const sealing = await beginSealing(s3, { caller, bucket: destination, key }, plan);
  const staged = await s3.bytes.stage(body, sealing?.keys);
  return {
    encryption: sealing?.encryption,
    etag: sealing?.etag ?? version.etag,
    commit: (transaction) => staged.commit(transaction),
    discard: () => staged.discard(),
  };
}
