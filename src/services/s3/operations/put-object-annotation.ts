import { isUtf8 } from "node:buffer";
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { annotationLimitExceeded, unsupportedMediaType } from "../annotations/annotation-errors.ts";
import { ANNOTATION_BYTES_MAX, ANNOTATIONS_MAX } from "../annotations/annotation-limits.ts";
import { putAnnotation } from "../annotations/annotation-record.ts";
import {
  bypasses,
  checkAnnotationName,
  checkChangeable,
  countAnnotations,
  openAnnotated,
} from "../annotations/open-annotated.ts";
import { parseDeclaredDigests } from "../checksum/declared.ts";
import { encryptionMembers } from "../encryption/read-encryption.ts";
import { openKeys, type Sealing } from "../encryption/sealing.ts";
import { entityTooLarge, invalidRequest, missingContentLength, operationAborted } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { bypassAccess } from "../lock/lock-access.ts";
import { checksumMembers } from "../objects/object-members.ts";
import { receiveBody } from "../objects/receive-body.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { newVersionId, shownVersionId } from "../store/version-id.ts";
import { type ObjectVersion, wholeSecondMs } from "../store/version-record.ts";

/**
 * Attaches a named text to a version, or replaces the one of its name. The object itself does not change.
 *
 * Checks, in order: name → length → digest headers → bucket → version → its ETag → customer keys, Object Lock → text, digests → number of annotations.
 *
 * @throws {InvalidAnnotationName} 400  @throws {AnnotationNameTooLong} 400  @throws {MissingContentLength} 411  @throws {EntityTooLarge} 400
 * @throws {NoSuchKey} 404 and others of openAnnotated  @throws {UnsupportedMediaType} 415 for what is no UTF-8  @throws {BadDigest} 400
 * @throws {AnnotationLimitExceeded} 400  @throws {OperationAborted} 409 when the version was replaced meanwhile
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAnnotation.html (read 2026-11-29; check order assumed)
 */
export const putObjectAnnotation: Operation<typeof Sdk, "PutObjectAnnotation", S3> = {
  access: (input, context) => [
    objectAccess("s3:Put", input, "Annotation"),
    ...bypassAccess(input, bypasses(context) ? true : undefined),
  ],
  async handle(input, context, s3) {
    const { AnnotationName: name, Key: key } = input;
    checkAnnotationName(name);
    checkPayloadLength(context.bodyBytes);
    const declared = parseDeclaredDigests(context.headers);
    const opening = s3.records.read((reader) => {
      const found = openAnnotated(reader, input, context);
      checkChangeable(found, context);
      return found;
    });
    const before = await tellAbsence(s3, context, input, Promise.resolve(opening));
    const sealing = await sealingOf(s3, context, { bucket: before.bucket, key, version: before.version });
    const payload = await textOf(input.AnnotationPayload as unknown as ByteStream | undefined);
    const received = await receiveBody(s3, payload, { context, declared, sealing });
    const { sizeBytes, checksum } = received;
    const etag = received.etag;
    const lastModifiedMs = wholeSecondMs(context.nowMs);
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectAnnotation:Put");
    const { bucket, version } = await received.commit((transaction, extents) => {
      const found = openAnnotated(transaction, input, context);
      checkChangeable(found, context);
      const isSame =
        found.version.versionId === before.version.versionId && found.place.sequence === before.place.sequence;
      if (!isSame) throw operationAborted();
      const annotation = { name, sizeBytes, etag, checksum, lastModifiedMs, extents };
      if (putAnnotation(transaction, s3.bytes, { place: found.place, annotation })) {
        if ((found.version.annotationCount ?? 0) >= ANNOTATIONS_MAX) throw annotationLimitExceeded();
        countAnnotations(transaction, s3, found, 1);
      }
      tellChange(transaction, { cause, id, bucket: found.bucket, key, version: found.version });
      return found;
    });
    return {
      Key: key,
      AnnotationName: name,
      ObjectVersionId: shownVersionId(bucket, version),
      ETag: quoteEtag(etag),
      ...checksumMembers(checksum),
      ServerSideEncryption: encryptionMembers(version.encryption).ServerSideEncryption,
    };
  },
};

function checkPayloadLength(bytes: number | undefined): void {
  if (bytes === undefined) throw missingContentLength();
  if (bytes === 0) throw invalidRequest("The annotation payload must have between 1 byte and 1 MiB.");
  if (bytes > ANNOTATION_BYTES_MAX) throw entityTooLarge(bytes, ANNOTATION_BYTES_MAX);
}

/** The keys of the object, which its annotations are sealed with. */
async function sealingOf(
  s3: S3,
  caller: RequestContext,
  { bucket, key, version }: { readonly bucket: BucketRecord; readonly key: string; readonly version: ObjectVersion },
): Promise<Sealing | undefined> {
  const { encryption } = version;
  if (encryption === undefined) return undefined;
  return { keys: await openKeys(s3, { caller, bucket, key }, encryption), encryption, etag: undefined };
}

/** All of it: the length was checked, and the door holds it to what was promised. */
async function textOf(body: ByteStream | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw unsupportedMediaType();
  return bytes;
}
