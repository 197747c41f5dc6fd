import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { Extents } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { tellAbsence } from "../access/absence.ts";
import { requireSourceAtHand } from "../archive/archive-state.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { type ChecksumAlgorithm, checksumMember, DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import { stageVerified } from "../checksum/verified-body.ts";
import { operationAborted } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { COPY_RETRIES_MAX } from "../limits.ts";
import { checkPartNumber, commitPart, type PartBytes, type PartDraft } from "../multipart/commit-part.ts";
import { extentsOfRange, parseCopyRange } from "../multipart/copy-range.ts";
import type { PartRecord, UploadRecord } from "../multipart/upload-record.ts";
import { identityOf, requireUpload, type UploadName } from "../multipart/upload-store.ts";
import { computeDigests, type CopyDigests, keptDigests } from "../objects/copy-digests.ts";
import {
  copyAccess,
  type CopySource,
  openCopySource,
  type OpenSource,
  parseCopySource,
} from "../objects/copy-source.ts";
import { refuseCustomerKey } from "../objects/refuse-options.ts";
import type { S3 } from "../s3.ts";
import { readExtents } from "../store/read-version.ts";
import { shownVersionId } from "../store/version-id.ts";

type Input = InputOf<typeof Sdk, "UploadPartCopy">;

const NO_DIGESTS = { contentMd5: undefined, checksum: undefined };

/**
 * Makes a part of an object's bytes. Whole runs of bytes are shared and not copied; they are read only for digests that the source does
 * not have. A range that cuts a run is copied.
 *
 * Checks, in order: part number → source header → destination bucket → upload → source (bucket, version, conditions) → range.
 *
 * @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404  @throws {NoSuchUpload} 404  @throws {NoSuchKey} 404  @throws {PreconditionFailed} 412
 * @throws {InvalidRequest} 400 for more than 5 GiB  @throws {OperationAborted} 409 when the source keeps being replaced
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html (read 2026-11-23; check order assumed)
 */
export const uploadPartCopy: Operation<typeof Sdk, "UploadPartCopy", S3> = {
  access: ({ Bucket, Key, CopySource }) => copyAccess({ Bucket, Key, CopySource }, { isCreation: false }),
  async handle(input, context, s3) {
    checkPartNumber(input.PartNumber);
    refuseCustomerKey(input);
    refuseCustomerKey({
      SSECustomerKey: input.CopySourceSSECustomerKey,
      SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    });
    const copy: PartCopy = { input, context, source: parseCopySource(input.CopySource) };
    for (let attempt = 0; attempt < COPY_RETRIES_MAX; attempt++) {
      const found = await tellAbsence(s3, context, copy.source.bucket, findSource(s3, copy));
      const part = await copyPart(s3, copy, found);
      if (part !== undefined) return show(found, part);
    }
    throw operationAborted();
  },
};

interface PartCopy {
  readonly input: Input;
  readonly context: RequestContext;
  readonly source: CopySource;
}

interface FoundSource {
  readonly upload: UploadRecord;
  readonly algorithm: ChecksumAlgorithm;
  readonly from: OpenSource;
  /** Of the range, when the source has them; else the range's bytes, to be read once. */
  readonly digests: CopyDigests | ByteStream;
  /** Undefined when the range has to be copied. */
  readonly shared: Extents | undefined;
  readonly sizeBytes: number;
}

type PartContent = Pick<PartDraft, "etag" | "checksum" | "bytes">;

function nameOf(input: Input): UploadName {
  return { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId };
}

function openSource(reader: Reader, copy: PartCopy): OpenSource {
  return openCopySource(reader, copy.source, copy.input);
}

/** Everything that can be refused, and the bytes. */
function findSource(s3: S3, copy: PartCopy): Promise<FoundSource> {
  const { input, context } = copy;
  return s3.records.read((reader) => {
    openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
    const upload = requireUpload(reader, nameOf(input));
    const from = openSource(reader, copy);
    requireSourceAtHand({ reader, ...from, key: copy.source.key, nowMs: context.nowMs });
    s3.accesses.note(copy.source, from.version, context.nowMs);
    const range = parseCopyRange(input.CopySourceRange, from.version.sizeBytes);
    const sizeBytes = range.endBytes - range.startBytes;
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
    const kept = sizeBytes === from.version.sizeBytes ? keptDigests(from.version, algorithm) : undefined;
    const extents = readExtents(reader, from.version);
    const shared = extentsOfRange(extents, range);
    // `read` is called inside the snapshot, which is what keeps the bytes while they stream.
    const digests = kept !== undefined && shared !== undefined ? kept : s3.bytes.read(extents, range);
    return { upload, algorithm, from, digests, shared, sizeBytes };
  });
}

/** Undefined when the source was replaced since it was found. */
async function copyPart(s3: S3, copy: PartCopy, found: FoundSource): Promise<PartRecord | undefined> {
  const content = await contentOf(s3, copy, found);
  return await commitPart(s3, nameOf(copy.input), {
    partNumber: copy.input.PartNumber,
    ...content,
    lastModifiedMs: copy.context.nowMs,
  });
}

async function contentOf(s3: S3, copy: PartCopy, found: FoundSource): Promise<PartContent> {
  const { digests, shared, algorithm } = found;
  if ("etag" in digests)
    return { etag: digests.etag, checksum: digests.checksum.value, bytes: shareBytes(s3, copy, found) };
  if (shared === undefined) return await copyBytes(s3, digests, algorithm);
  const { etag, checksum } = await computeDigests(digests, algorithm);
  return { etag, checksum: checksum.value, bytes: shareBytes(s3, copy, found) };
}

function shareBytes(s3: S3, copy: PartCopy, found: FoundSource): PartBytes {
  const { shared, sizeBytes, from } = found;
  return {
    sizeBytes,
    commit(transaction) {
      const isSame = identityOf(openSource(transaction, copy).version) === identityOf(from.version);
      return isSame && shared !== undefined ? s3.bytes.share(transaction, shared) : undefined;
    },
    discard: async () => {},
  };
}

async function copyBytes(s3: S3, stream: ByteStream, algorithm: ChecksumAlgorithm): Promise<PartContent> {
  const options = { declared: NO_DIGESTS, algorithms: [algorithm], trailers: new Map() };
  const { staged, digests } = await stageVerified(s3.bytes, stream, options);
  const { md5, checksums } = digests;
  return { etag: Buffer.from(md5).toString("hex"), checksum: checksums.get(algorithm) ?? "", bytes: staged };
}

/** AWS: the checksum is shown when the upload named its algorithm (API_CopyPartResult). */
function show(found: FoundSource, part: PartRecord): Sdk.UploadPartCopyOutput {
  const shown = found.upload.checksum === undefined ? {} : { [checksumMember(found.algorithm)]: part.checksum };
  return {
    CopyPartResult: { ETag: quoteEtag(part.etag), LastModified: new Date(part.lastModifiedMs), ...shown },
    CopySourceVersionId: shownVersionId(found.from.bucket, found.from.version),
  };
}
