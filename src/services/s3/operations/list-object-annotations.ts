import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { invalidPrefix } from "../annotations/annotation-errors.ts";
import { ANNOTATION_NAME_BYTES_MAX, ANNOTATIONS_MAX } from "../annotations/annotation-limits.ts";
import { type Annotation, listAnnotations } from "../annotations/annotation-record.ts";
import { openAnnotated } from "../annotations/open-annotated.ts";
import { objectArn } from "../arns.ts";
import { invalidArgument } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { decodeToken, encodeToken } from "../listing/continuation-token.ts";
import type { S3 } from "../s3.ts";
import { shownVersionId } from "../store/version-id.ts";

/**
 * The annotations of a version, in the order of their names.
 *
 * @throws {InvalidPrefix} 400  @throws {InvalidArgument} 400 for a number of results or a token that is none  @throws {NoSuchKey} 404 and others of openAnnotated
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectAnnotations.html (read 2026-11-29; check order assumed)
 */
export const listObjectAnnotations: Operation<typeof Sdk, "ListObjectAnnotations", S3> = {
  access({ Bucket, Key, VersionId: versionId }) {
    const resource = objectArn(Bucket, Key);
    if (versionId === undefined) return [{ action: "s3:ListObjectAnnotations", resource }];
    return [{ action: "s3:ListObjectVersionAnnotations", resource, conditions: { "s3:versionid": versionId } }];
  },
  async handle(input, context, s3) {
    const { AnnotationPrefix: prefix, ContinuationToken: token, MaxAnnotationResults: limit = ANNOTATIONS_MAX } = input;
    if (Buffer.byteLength(prefix ?? "") > ANNOTATION_NAME_BYTES_MAX) throw invalidPrefix();
    if (limit < 1 || limit > ANNOTATIONS_MAX)
      throw invalidArgument(
        `The number of results must be between 1 and ${ANNOTATIONS_MAX}`,
        "max-annotation-results",
        String(limit),
      );
    const after = token === undefined ? undefined : decodeToken(token);
    const finding = s3.records.read((reader) => {
      const found = openAnnotated(reader, input, context);
      return { ...found, annotations: listAnnotations(reader, found.place, { after, prefix, limit: limit + 1 }) };
    });
    const { bucket, version, annotations } = await tellAbsence(s3, context, input, Promise.resolve(finding));
    const shown = annotations.slice(0, limit);
    const last = shown.at(-1);
    return {
      Annotations: shown.map(entryOf),
      Bucket: bucket.name,
      Key: input.Key,
      ObjectVersionId: shownVersionId(bucket, version),
      AnnotationPrefix: prefix,
      MaxAnnotationResults: limit,
      AnnotationCount: shown.length,
      ContinuationToken: token,
      NextContinuationToken: annotations.length > limit && last !== undefined ? encodeToken(last.name) : undefined,
    };
  },
};

function entryOf({ name, lastModifiedMs, etag, checksum, sizeBytes }: Annotation): Sdk.AnnotationEntry {
  return {
    AnnotationName: name,
    LastModified: new Date(lastModifiedMs),
    ETag: quoteEtag(etag),
    ChecksumAlgorithm: [checksum.algorithm],
    Size: sizeBytes,
  };
}
