import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { noSuchAnnotation } from "../annotations/annotation-errors.ts";
import { removeAnnotation } from "../annotations/annotation-record.ts";
import {
  bypasses,
  checkAnnotationName,
  checkChangeable,
  countAnnotations,
  openAnnotated,
} from "../annotations/open-annotated.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { bypassAccess } from "../lock/lock-access.ts";
import type { S3 } from "../s3.ts";
import { newVersionId, shownVersionId } from "../store/version-id.ts";

/**
 * Removes one annotation, for good.
 *
 * @throws {InvalidAnnotationName} 400  @throws {AnnotationNameTooLong} 400  @throws {NoSuchKey} 404 and others of openAnnotated
 * @throws {NoSuchAnnotation} 404 (assumed: the API's model names the error for all of these operations)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectAnnotation.html (read 2026-11-29)
 */
export const deleteObjectAnnotation: Operation<typeof Sdk, "DeleteObjectAnnotation", S3> = {
  access: (input, context) => [
    objectAccess("s3:Delete", input, "Annotation"),
    ...bypassAccess(input, bypasses(context) ? true : undefined),
  ],
  async handle(input, context, s3) {
    checkAnnotationName(input.AnnotationName);
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectAnnotation:Delete");
    const outcome = s3.records.transact((transaction) => {
      const found = openAnnotated(transaction, input, context);
      checkChangeable(found, context);
      const { bucket, version, place } = found;
      if (!removeAnnotation(transaction, s3.bytes, { place, name: input.AnnotationName })) throw noSuchAnnotation();
      countAnnotations(transaction, s3, found, -1);
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return { ObjectVersionId: shownVersionId(bucket, version) };
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};
