/**
 * Takes in the body of a write: stores the bytes, hashes them while they pass, verifies what the client declared, and only
 * then lets a transaction name them. Whatever goes wrong before that leaves nothing behind.
 */
import { createHash } from "node:crypto";
import type { AtHand } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { ByteStream } from "../../../kit/http.ts";
import { type Extents, SMALL_BYTES_MAX, type StagedBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { type ChecksumAlgorithm, createChecksum, DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import type { DeclaredDigests } from "../checksum/declared.ts";
import { stageVerified, type VerifiedBody, verifyBytes, type VerifyOptions } from "../checksum/verified-body.ts";
import type { Sealing } from "../encryption/sealing.ts";
import { incompleteBody } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { ObjectChecksum } from "../store/version-record.ts";

export interface ReceivedBody {
  readonly sizeBytes: number;
  /** Hex MD5, or what sealing puts in its place. */
  readonly etag: string;
  /** In the declared algorithm, or in CRC64NVME when none was declared. */
  readonly checksum: ObjectChecksum;
  /** Runs one transaction over the bytes, now owned by it; gives the bytes up when it fails. */
  commit<T>(body: (transaction: Transaction, extents: Extents) => T): Promise<T>;
}

export interface ReceiveOptions {
  /** The request whose promises the body must keep; left out by callers inside the program. */
  readonly context?: Pick<RequestContext, "trailers" | "bodyBytes">;
  readonly declared?: DeclaredDigests;
  /** The checksum to compute; the declared one, else CRC64NVME, when left out. */
  readonly algorithm?: ChecksumAlgorithm;
  /** What the bytes are sealed with. */
  readonly sealing?: Sealing | undefined;
}

const EMPTY = new Uint8Array(0);
const NOTHING_DECLARED: DeclaredDigests = { contentMd5: undefined, checksum: undefined };
const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

/** @throws {IncompleteBody} 400  @throws {BadDigest} 400  @throws {InvalidRequest} 400 and others of stageVerified */
export async function receiveBody(
  s3: S3,
  body: Uint8Array | ByteStream | undefined,
  options: ReceiveOptions,
): Promise<ReceivedBody> {
  const { context, declared = NOTHING_DECLARED, sealing } = options;
  const algorithm = options.algorithm ?? declared.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
  const trailers = context?.trailers ?? NO_TRAILERS;
  const verify: VerifyOptions = { declared, algorithms: [algorithm], trailers, seal: sealing?.keys };
  const taken = wholeBody(body, context?.bodyBytes);
  const whole = taken instanceof Promise ? await taken : taken;
  const { staged, digests } =
    whole === undefined ? await stageVerified(s3.bytes, body as ByteStream, verify) : await takeIn(s3, whole, verify);
  if (context !== undefined && staged.sizeBytes !== context.bodyBytes) {
    await staged.discard();
    throw incompleteBody();
  }
  const checksum: ObjectChecksum = { algorithm, type: "FULL_OBJECT", value: digests.checksums.get(algorithm) ?? "" };
  return receivedOf(s3, staged, { etag: sealing?.etag ?? Buffer.from(digests.md5).toString("hex"), checksum });
}

/** The hot path: small bodies are hashed in one call each. */
async function takeIn(s3: S3, body: Uint8Array, verify: VerifyOptions): Promise<VerifiedBody> {
  const verified = verifyBytes(body, verify);
  const digests = verified instanceof Promise ? await verified : verified;
  return { staged: await s3.bytes.stage(body, verify.seal), digests };
}

/** All of a body that will be stored inline anyway; undefined for one that must stream. */
function wholeBody(
  body: Uint8Array | ByteStream | undefined,
  bodyBytes: number | undefined,
): AtHand<Uint8Array | undefined> {
  if (body === undefined) return EMPTY;
  if (body instanceof Uint8Array) return body;
  if (bodyBytes === undefined || bodyBytes > SMALL_BYTES_MAX) return undefined;
  const whole = body.takeWhole?.();
  if (whole === undefined) return collect(body, bodyBytes);
  if (whole.length > bodyBytes) throw incompleteBody();
  return whole;
}

async function collect(body: ByteStream, bodyBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyBytes) throw incompleteBody();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, sizeBytes);
}

/** Takes over a local file as a body. */
export async function receiveFile(s3: S3, path: string, sealing?: Sealing): Promise<ReceivedBody> {
  const algorithm = DEFAULT_CHECKSUM_ALGORITHM;
  const md5 = createHash("md5");
  const checksum = await createChecksum(algorithm);
  const observe = (chunk: Uint8Array): void => {
    md5.update(chunk);
    checksum.update(chunk);
  };
  const staged = await s3.bytes.stageFile(path, observe, sealing?.keys);
  return receivedOf(s3, staged, {
    etag: sealing?.etag ?? md5.digest("hex"),
    checksum: { algorithm, type: "FULL_OBJECT", value: checksum.digest() },
  });
}

function receivedOf(s3: S3, staged: StagedBytes, digests: Pick<ReceivedBody, "etag" | "checksum">): ReceivedBody {
  return {
    sizeBytes: staged.sizeBytes,
    ...digests,
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
