/**
 * Limits of multipart uploads.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const MIB = 1024 * 1024;

/** Part numbers are 1 to this. */
export const PART_NUMBER_MAX = 10_000;
/** Bytes of every part but the last. */
export const PART_BYTES_MIN = 5 * MIB;
/**
 * Runs of bytes that UploadPartCopy shares with its source. A source in more pieces is copied, so that objects made of copies of
 * copies cannot grow into millions of pieces.
 */
export const SHARED_EXTENTS_MAX = 16;
