/**
 * The `x-amz-copy-source` header: `[/]bucket/key[?versionId=id]` or the ARN of an object that is reached through an access point, URL-encoded.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (read 2026-11-22)
 */
import { invalidArgument } from "../errors.ts";

export interface CopySource {
  /** Or what stands in its place: an alias, or the ARN of an access point. */
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

const HEADER = "x-amz-copy-source";
const VERSION_QUERY = "?versionId=";
/** AWS: `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/object/KEY`. */
const OBJECT_OF_ARN = "/object/";

/**
 * AWS: the part before `?versionId=` is decoded as a form would be, so a plus sign stands for a space.
 *
 * @throws {InvalidArgument} 400 when it does not decode or names no bucket and key
 */
export function parseCopySource(header: string): CopySource {
  const query = header.lastIndexOf(VERSION_QUERY);
  const [path, versionId] =
    query < 0 ? [header, undefined] : [header.slice(0, query), header.slice(query + VERSION_QUERY.length)];
  const decoded = decode(path);
  const name = decoded.startsWith("/") ? decoded.slice(1) : decoded;
  const separator = name.startsWith("arn:") ? OBJECT_OF_ARN : "/";
  const end = name.indexOf(separator);
  if (end <= 0 || end + separator.length === name.length) {
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", HEADER, HEADER);
  }
  return { bucket: name.slice(0, end), key: name.slice(end + separator.length), versionId };
}

/** What `parseCopySource` reads as the same. */
export function formatCopySource({ bucket, key, versionId }: CopySource): string {
  const path = `${bucket}/${encodeURIComponent(key)}`;
  return versionId === undefined ? path : `${path}${VERSION_QUERY}${versionId}`;
}

/** As policies see it (`s3:x-amz-copy-source`). */
export function copySourceText({ bucket, key }: CopySource): string {
  return `${bucket}${bucket.startsWith("arn:") ? OBJECT_OF_ARN : "/"}${key}`;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll("+", " "));
  } catch {
    throw invalidArgument("Invalid copy source encoding.", HEADER, path);
  }
}
