/**
 * Tag sets as requests carry them: XML for the tagging operations, a query string in the `x-amz-tagging` header.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html (lengths in UTF-16, characters, 10 tags)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging.html (50 tags of a bucket)
 */
import { ServiceError } from "../../../kit/errors.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { BUCKET_TAGS_MAX, OBJECT_TAGS_MAX } from "../limits.ts";
import { compareUtf8 } from "../listing/utf8-order.ts";
import type { Tag } from "../store/version-record.ts";

/** UTF-16 units, which is how S3 counts. */
const KEY_UNITS_MAX = 128;
const VALUE_UNITS_MAX = 256;
/** Letters, digits and spaces of any script, and `_ . : / = + - @`. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

type Owner = "object" | "bucket";

/** A tag as the XML forms carry it. */
export interface SentTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

// AWS: messages and fields recorded from S3 (localstack/localstack tests/aws/services/s3, test_tagging_validation and
// test_object_tagging_exc), but for the counts, which ceph/s3-tests test_put_excess_tags and versity/versitygw know.
const RULES = {
  object: {
    max: OBJECT_TAGS_MAX,
    tooMany: "Object tags cannot be greater than 10",
    reserved: "Your TagKey cannot be prefixed with aws:",
  },
  bucket: {
    max: BUCKET_TAGS_MAX,
    tooMany: "Bucket tag count cannot be greater than 50",
    reserved: "System tags cannot be added/updated by requester",
  },
} as const;

/**
 * The tags of a tagging request, in the order sent.
 *
 * @throws {MalformedXML} 400 for a tag without key or value  @throws {BadRequest} 400 for too many
 * @throws {InvalidTag} 400 for a key twice, a key that begins with `aws:`, and keys or values too long or with other characters
 */
export function parseTagSet(tags: readonly SentTag[], owner: Owner): Tag[] {
  const rules = RULES[owner];
  if (tags.length > rules.max) throw new ServiceError({ status: 400, code: "BadRequest", message: rules.tooMany });
  const seen = new Set<string>();
  return tags.map(({ Key: key, Value: value }) => {
    if (key === undefined || value === undefined) throw malformedXml();
    if (seen.has(key)) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: key });
    if (key.startsWith("aws:")) throw invalidTag(rules.reserved, { TagKey: key });
    if (!isTagKey(key)) throw invalidTag("The TagKey you have provided is invalid", { TagKey: key });
    if (!isTagValue(value))
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: key, TagValue: value });
    seen.add(key);
    return [key, value];
  });
}

/**
 * The tags of an `x-amz-tagging` header; empty for the empty header.
 *
 * @throws {InvalidArgument} 400 when it is not a query string of different, allowed tags
 * @throws {BadRequest} 400 for more than ten  @throws {InvalidTag} 400 for a key that begins with `aws:`
 */
export function parseTaggingHeader(header: string): Tag[] {
  const tags = header
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => parsePair(header, pair));
  if (new Set(tags.map((tag) => tag.Key)).size < tags.length) throw invalidHeader(header);
  if (!tags.every((tag) => isTagKey(tag.Key) && isTagValue(tag.Value))) throw invalidHeader(header);
  return parseTagSet(tags, "object");
}

/** As the tagging operations answer: by key, whatever the order in which they were given (ceph/s3-tests test_put_obj_with_tags). */
export function showTagSet(tags: readonly Tag[]): { Key: string; Value: string }[] {
  return tags.map(([key, value]) => ({ Key: key, Value: value })).sort((one, other) => compareUtf8(one.Key, other.Key));
}

function parsePair(header: string, pair: string): { readonly Key: string; readonly Value: string } {
  const equals = pair.indexOf("=");
  const [key, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return { Key: decodeForm(header, key), Value: decodeForm(header, value) };
}

function decodeForm(header: string, text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidHeader(header);
  }
}

function isTagKey(key: string): boolean {
  return key.length > 0 && key.length <= KEY_UNITS_MAX && ALLOWED.test(key);
}

function isTagValue(value: string): boolean {
  return value.length <= VALUE_UNITS_MAX && ALLOWED.test(value);
}

function invalidHeader(header: string): ServiceError {
  const message =
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
  return invalidArgument(message, "x-amz-tagging", header);
}

function invalidTag(message: string, fields: Readonly<Record<string, string>>): ServiceError {
  return new ServiceError({ status: 400, code: "InvalidTag", message, fields });
}
