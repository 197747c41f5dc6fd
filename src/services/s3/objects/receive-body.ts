/**
 * Takes in the body of a write: stores the bytes, hashes them while they pass, verifies what the client declared, and only
 * then lets a transaction name them. Whatever goes wrong before that leaves nothing behind.
 */
import type { RequestContext } from "../../../kit/context.ts";
import { type ByteStream, streamOf } from "../../../kit/http.ts";
import type { Extents } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import type { DeclaredDigests } from "../checksum/declared.ts";
import { verifyBody } from "../checksum/verified-body.ts";
import { incompleteBody } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { ObjectChecksum } from "../store/version-record.ts";

export interface ReceivedBody {
  readonly sizeBytes: number;
  /** Hex MD5. */
  readonly etag: string;
  /** In the declared algorithm, or in CRC64NVME when none was declared. */
  readonly checksum: ObjectChecksum;
  /** Runs one transaction over the bytes, now owned by it; gives the bytes up when it fails. */
  commit<T>(body: (transaction: Transaction, extents: Extents) => T): Promise<T>;
}

export interface ReceiveOptions {
  readonly context: Pick<RequestContext, "trailers" | "bodyBytes">;
  readonly declared: DeclaredDigests;
}

const EMPTY = new Uint8Array(0);

/** @throws {IncompleteBody} 400  @throws {BadDigest} 400  @throws {InvalidRequest} 400 and others of verifyBody */
export async function receiveBody(s3: S3, body: ByteStream | undefined, options: ReceiveOptions): Promise<ReceivedBody> {
  const { context, declared } = options;
  const algorithm = declared.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
  const verified = await verifyBody(body ?? streamOf(EMPTY), { declared, algorithms: [algorithm], trailers: context.trailers });
  const staged = await s3.bytes.stage(verified.stream);
  if (staged.sizeBytes !== context.bodyBytes) {
    await staged.discard();
    throw incompleteBody();
  }
  const { md5, checksums } = verified.digests();
  return {
    sizeBytes: staged.sizeBytes,
    etag: Buffer.from(md5).toString("hex"),
    checksum: { algorithm, type: "FULL_OBJECT", value: checksums.get(algorithm) ?? "" },
    async commit(run) {
      try {
        return await s3.records.transact((transaction) => run(transaction, staged.commit(transaction)));
      } catch (error) {
        await staged.discard();
        throw error;
      }
    },
  };
}
