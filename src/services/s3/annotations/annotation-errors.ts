/** S3's refusals of annotation operations: codes, statuses and texts of the API's model. */
import { ServiceError } from "../../../kit/errors.ts";

function refusal(status: number, code: string, message: string): ServiceError {
  return new ServiceError({ status, code, message });
}

export const noSuchAnnotation = (): ServiceError =>
  refusal(404, "NoSuchAnnotation", "The specified annotation does not exist on this object.");
export const invalidAnnotationName = (): ServiceError =>
  refusal(400, "InvalidAnnotationName", "The annotation name you provided is invalid.");
export const annotationNameTooLong = (): ServiceError =>
  refusal(400, "AnnotationNameTooLong", "The annotation name exceeds 512 bytes.");
export const annotationLimitExceeded = (): ServiceError =>
  refusal(
    400,
    "AnnotationLimitExceeded",
    "The request would exceed the maximum number of annotations allowed per object.",
  );
export const invalidPrefix = (): ServiceError =>
  refusal(400, "InvalidPrefix", "The annotation prefix you provided is invalid.");
export const unsupportedMediaType = (): ServiceError =>
  refusal(415, "UnsupportedMediaType", "The annotation payload is not valid UTF-8 encoded text.");
/** A copy that is sealed with other data keys than its source cannot share the source's annotations. */
export const annotationsNotResealed = (): ServiceError =>
  refusal(
    501,
    "NotImplemented",
    "annotations are not yet sealed again for a copy under another kind of encryption: say x-amz-object-annotation-directive: EXCLUDE",
  );
