import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation, OutputOf } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { noSuchAnnotation } from "../annotations/annotation-errors.ts";
import { readAnnotation } from "../annotations/annotation-record.ts";
import { checkAnnotationName, openAnnotated } from "../annotations/open-annotated.ts";
import { encryptionMembers } from "../encryption/read-encryption.ts";
import { openKeys } from "../encryption/sealing.ts";
import { quoteEtag } from "../etag.ts";
import { checksumMembers } from "../objects/object-members.ts";
import type { S3 } from "../s3.ts";
import { shownVersionId } from "../store/version-id.ts";

/**
 * The payload of one annotation, whole.
 *
 * @throws {InvalidAnnotationName} 400  @throws {AnnotationNameTooLong} 400  @throws {NoSuchKey} 404 and others of openAnnotated  @throws {NoSuchAnnotation} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAnnotation.html (read 2026-11-29)
 */
export const getObjectAnnotation: Operation<typeof Sdk, "GetObjectAnnotation", S3> = {
  access: (input) => [objectAccess("s3:Get", input, "Annotation")],
  async handle(input, context, s3) {
    checkAnnotationName(input.AnnotationName);
    const finding = s3.records.read((reader) => {
      const found = openAnnotated(reader, input, context);
      const annotation = readAnnotation(reader, found.place, input.AnnotationName);
      if (annotation === undefined) throw noSuchAnnotation();
      return { ...found, annotation };
    });
    const { bucket, version, annotation } = await tellAbsence(s3, context, input, Promise.resolve(finding));
    const { encryption } = version;
    const { sizeBytes, etag, checksum, lastModifiedMs, extents } = annotation;
    const place = { caller: context, bucket, key: input.Key };
    const keys = encryption === undefined ? undefined : await openKeys(s3, place, encryption);
    const output = {
      AnnotationPayload: s3.bytes.read(extents, { startBytes: 0, endBytes: sizeBytes }, keys),
      ObjectVersionId: shownVersionId(bucket, version),
      LastModified: new Date(lastModifiedMs),
      ContentLength: sizeBytes,
      ETag: quoteEtag(etag),
      ...(input.ChecksumMode === "ENABLED" ? checksumMembers(checksum) : {}),
      ServerSideEncryption: encryptionMembers(encryption).ServerSideEncryption,
    };
    return output as unknown as OutputOf<typeof Sdk, "GetObjectAnnotation">;
  },
};
