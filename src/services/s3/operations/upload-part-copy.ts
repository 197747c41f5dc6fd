import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { ByteRange } from "../../../storage/blob-store.ts";
import type { Extents } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { tellAbsence } from "../access/absence.ts";
import { requireSourceAtHand } from "../archive/archive-state.ts";
import { checkPayer } from "../access/requester-pays.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { type ChecksumAlgorithm, checksumMember, DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import { stageVerified } from "../checksum/verified-body.ts";
import { type CustomerKey, parseCustomerKey, parseSourceKey } from "../encryption/customer-key.ts";
import { encryptionMembers, openForCustomer } from "../encryption/read-encryption.ts";
import { checkPartKey, etagOfPart, keysOfUpload } from "../encryption/upload-keys.ts";
import { admitCustomerKey } from "../encryption/write-encryption.ts";
import { operationAborted } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { COPY_RETRIES_MAX } from "../limits.ts";
import { checkPartNumber, commitPart, type PartBytes, type PartDraft } from "../multipart/commit-part.ts";
import { extentsOfRange, parseCopyRange } from "../multipart/copy-range.ts";
import type { PartRecord, UploadRecord } from "../multipart/upload-record.ts";
import { identityOf, requireUpload, type UploadName } from "../multipart/upload-store.ts";
import { asStream, keysOfSource, NOTHING_DECLARED, type TakenSource } from "../objects/copy-bytes.ts";
import { computeDigests, type CopyDigests, keptDigests } from "../objects/copy-digests.ts";
import { copyAccess, openCopySource, type OpenSource } from "../objects/copy-source.ts";
import { type CopySource, parseCopySource } from "../objects/copy-source-header.ts";
import { takeBytes } from "../objects/taken-bytes.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readExtents } from "../store/read-version.ts";
import { shownVersionId } from "../store/version-id.ts";

type Input = InputOf<typeof Sdk, "UploadPartCopy">;

/**
 * Makes a part of an object's bytes. Whole runs of bytes are shared and not copied; they are read only for digests that the source does
 * not have. A range that cuts a run is copied, and so is everything that is sealed or is to be: all parts of an upload have its keys.
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
    const keys = { customer: parseCustomerKey(input), sourceKey: parseSourceKey(input) };
    const copy: PartCopy = { input, context, source: parseCopySource(input.CopySource), ...keys };
    for (let attempt = 0; attempt < COPY_RETRIES_MAX; attempt++) {
      const found = await tellAbsence(
        s3,
        context,
        { Bucket: copy.source.bucket, Key: copy.source.key },
        findSource(s3, copy),
      );
      const part = await copyPart(s3, copy, found);
      if (part !== undefined) return show(found, part, copy);
    }
    throw operationAborted();
  },
};

interface PartCopy {
  readonly input: Input;
  readonly context: RequestContext;
  readonly source: CopySource;
  readonly customer: CustomerKey | undefined;
  readonly sourceKey: CustomerKey | undefined;
}

interface FoundSource {
  readonly bucket: BucketRecord;
  readonly upload: UploadRecord;
  readonly algorithm: ChecksumAlgorithm;
  readonly from: TakenSource;
  readonly range: ByteRange;
  /** Of the range, when the source has them. */
  readonly digests: CopyDigests | undefined;
  /** Undefined when the range has to be copied. */
  readonly shared: Extents | undefined;
}

type PartContent = Pick<PartDraft, "etag" | "checksum" | "bytes">;

function nameOf(input: Input): UploadName {
  return { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId };
}

function openSource(reader: Reader, copy: PartCopy): OpenSource {
  const source = openCopySource(reader, copy.source, copy.input);
  checkPayer(source.bucket, copy.context);
  return source;
}

/** Everything that can be refused, and the bytes. */
function findSource(s3: S3, copy: PartCopy): Promise<FoundSource> {
  const { input, context } = copy;
  return s3.records.read((reader) => {
    const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
    if (copy.customer !== undefined) admitCustomerKey({ reader, bucket, key: input.Key, context });
    const upload = requireUpload(reader, nameOf(input));
    checkPartKey(bucket.name, upload, copy.customer);
    const from = openSource(reader, copy);
    requireSourceAtHand({ reader, ...from, key: copy.source.key, nowMs: context.nowMs });
    const { encryption } = from.version;
    const customerKeys = openForCustomer(from.bucket, encryption, { customer: copy.sourceKey, context });
    const range = parseCopyRange(input.CopySourceRange, from.version.sizeBytes);
    const sizeBytes = range.endBytes - range.startBytes;
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
    const digests = sizeBytes === from.version.sizeBytes ? keptDigests(from.version, algorithm) : undefined;
    const isPlain = encryption === undefined && upload.encryption === undefined;
    const shared = isPlain ? extentsOfRange(readExtents(reader, from.version), range) : undefined;
    const taken = { ...from, key: copy.source.key, take: takeBytes(s3, reader, from.version), customerKeys };
    return { bucket, upload, algorithm, from: taken, range, digests, shared };
  });
}

/** Undefined when the source was replaced since it was found. */
async function copyPart(s3: S3, copy: PartCopy, found: FoundSource): Promise<PartRecord | undefined> {
  s3.accesses.note(copy.source, found.from.version, copy.context.nowMs);
  const content = await contentOf(s3, copy, found);
  return await commitPart(s3, nameOf(copy.input), {
    partNumber: copy.input.PartNumber,
    ...content,
    lastModifiedMs: copy.context.nowMs,
  });
}

async function contentOf(s3: S3, copy: PartCopy, found: FoundSource): Promise<PartContent> {
  const { digests, shared, algorithm, from, range } = found;
  if (shared === undefined) return await sealPart(s3, copy, found);
  const { etag, checksum } = digests ?? (await computeDigests(asStream(from.take(range, undefined)), algorithm));
  return { etag, checksum: checksum.value, bytes: shareBytes(s3, copy, { ...found, shared }) };
}

function shareBytes(s3: S3, copy: PartCopy, found: FoundSource & { readonly shared: Extents }): PartBytes {
  const { shared, range, from } = found;
  return {
    sizeBytes: range.endBytes - range.startBytes,
    commit(transaction) {
      const isSame = identityOf(openSource(transaction, copy).version) === identityOf(from.version);
      return isSame ? s3.bytes.share(transaction, shared) : undefined;
    },
    discard: async () => {},
  };
}

/** The bytes of the range, written again; sealed as the upload is. */
async function sealPart(s3: S3, { input, context, customer }: PartCopy, found: FoundSource): Promise<PartContent> {
  const { bucket, upload, from, range, algorithm } = found;
  const seal = await keysOfUpload(s3, { caller: context, bucket, key: input.Key }, { upload, customer });
  const bytes = asStream(from.take(range, await keysOfSource(s3, context, from)));
  const options = { declared: NOTHING_DECLARED, algorithms: [algorithm], trailers: new Map(), seal };
  const { staged, digests } = await stageVerified(s3.bytes, bytes, options);
  const { md5, checksums } = digests;
  const etag = etagOfPart(upload, seal, { partNumber: input.PartNumber, md5 });
  return { etag, checksum: checksums.get(algorithm) ?? "", bytes: staged };
}

/** AWS: the checksum is shown when the upload named its algorithm (API_CopyPartResult). */
function show(found: FoundSource, part: PartRecord, { customer }: PartCopy): Sdk.UploadPartCopyOutput {
  const shown = found.upload.checksum === undefined ? {} : { [checksumMember(found.algorithm)]: part.checksum };
  return {
    CopyPartResult: { ETag: quoteEtag(part.etag), LastModified: new Date(part.lastModifiedMs), ...shown },
    CopySourceVersionId: shownVersionId(found.from.bucket, found.from.version),
    ...encryptionMembers(found.upload.encryption, customer),
  };
}
