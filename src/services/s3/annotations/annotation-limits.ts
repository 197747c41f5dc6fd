/** The limits of annotations, with their units. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html */

/** Annotations of one version; also the entries of a page of their list. */
export const ANNOTATIONS_MAX = 1_000;
/** UTF-8 bytes of a name. */
export const ANNOTATION_NAME_BYTES_MAX = 512;
/** Bytes of a payload, which has one at least. */
export const ANNOTATION_BYTES_MAX = 1024 * 1024;
