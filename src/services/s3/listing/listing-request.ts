/** The parameters that the listings share: page size and `encoding-type`. */
import { invalidArgument } from "../errors.ts";

/** Entries of one page, and the page size when none is asked for. @see API_ListObjectsV2, MaxKeys */
export const LIST_ENTRIES_MAX = 1000;

const INTEGER_MAX = 2 ** 31 - 1;

/**
 * Larger pages are cut to 1,000.
 * AWS: two answers, one for what is no 32-bit integer and one for a negative one (versity/versitygw s3err, which is tested against S3).
 * @throws {InvalidArgument} 400
 */
export function parsePageSize(size: number | undefined, parameter: string): number {
  if (size === undefined) return LIST_ENTRIES_MAX;
  if (!Number.isInteger(size) || Math.abs(size) > INTEGER_MAX) {
    throw invalidArgument(`Provided ${parameter} not an integer or within integer range`, parameter, String(size));
  }
  if (size < 0) {
    throw invalidArgument(
      `Argument ${parameter} must be an integer between 0 and ${INTEGER_MAX}`,
      parameter,
      String(size),
    );
  }
  return Math.min(size, LIST_ENTRIES_MAX);
}

/** How keys, prefixes, delimiters and markers are written in the answer. */
export type ShowText = <Text extends string | undefined>(text: Text) => Text;

/** @throws {InvalidArgument} 400 for anything but `url` */
export function parseEncodingType(encodingType: string | undefined): ShowText {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
  return (text) => (text === undefined ? text : (encodeUrl(text) as typeof text));
}

/** Most keys are written as they are, and boto3 asks for this encoding with every page. */
const IS_ENCODED = /^[A-Za-z0-9\-_.~*/]*$/;

/**
 * Percent-encoding with slashes left as they are: `test_file(3).png` is `test_file%283%29.png` (API_ListObjectsV2, EncodingType). A space is `%20`
 * (ceph/s3-tests test_bucket_list_encoding_basic), which every client decodes, whether or not it takes `+` for a space.
 */
function encodeUrl(text: string): string {
  if (IS_ENCODED.test(text)) return text;
  return encodeURIComponent(text)
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/");
}

/**
 * The time at which restores are shown, when they are asked for.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (x-amz-optional-object-attributes: RestoreStatus)
 */
export function restoreTime(
  { OptionalObjectAttributes: asked = [] }: { readonly OptionalObjectAttributes?: readonly string[] | undefined },
  nowMs: number,
): number | undefined {
  return asked.includes("RestoreStatus") ? nowMs : undefined;
}
