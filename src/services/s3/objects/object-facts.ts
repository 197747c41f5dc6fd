/**
 * What a write says about its object besides the bytes: system headers, user metadata, tags, storage class. Shared by
 * PutObject, CopyObject (directive REPLACE) and CreateMultipartUpload.
 */
import type { Headers } from "../../../kit/http.ts";
import { invalidArgument } from "../errors.ts";
import type { ObjectDraft, SystemHeaders, Tag } from "../store/version-record.ts";
import { parseTaggingHeader } from "../tagging/tag-set.ts";
import { parseStorageClass } from "./storage-class.ts";
import { parseUserMetadata, type UserMetadata } from "./user-metadata.ts";

/** What S3 stores and answers when a write names no content type. */
export const DEFAULT_CONTENT_TYPE = "binary/octet-stream";

export type ObjectFacts = Pick<ObjectDraft, "system" | "metadata" | "tags" | "storageClass">;

export interface FactsInput {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly Metadata?: UserMetadata | undefined;
  readonly Tagging?: string | undefined;
  readonly StorageClass?: string | undefined;
}

/**
 * Reads the facts of a write. `headers` give `Expires` verbatim, which the model would parse.
 *
 * @throws {InvalidArgument} 400 for a bad redirect location or tag header  @throws {MetadataTooLarge} 400
 * @throws {InvalidStorageClass} 400  @throws {NotImplemented} 501 for archive classes
 */
export function parseObjectFacts(input: FactsInput, headers: Headers): ObjectFacts {
  return {
    system: parseSystemHeaders(input, headers),
    metadata: parseUserMetadata(input.Metadata),
    tags: parseTags(input.Tagging),
    storageClass: parseStorageClass(input.StorageClass),
  };
}

/** Undefined when the header is absent or names no tag. */
export function parseTags(tagging: string | undefined): readonly Tag[] | undefined {
  if (tagging === undefined) return undefined;
  const tags = parseTaggingHeader(tagging);
  return tags.length === 0 ? undefined : tags;
}

function parseSystemHeaders(input: FactsInput, headers: Headers): SystemHeaders {
  const redirect = input.WebsiteRedirectLocation;
  if (redirect !== undefined && !/^(\/|https?:\/\/)/.test(redirect)) {
    throw invalidArgument("The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
  }
  return {
    contentType: input.ContentType === undefined || input.ContentType === "" ? DEFAULT_CONTENT_TYPE : input.ContentType,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: withoutAwsChunked(input.ContentEncoding),
    contentLanguage: input.ContentLanguage,
    expires: headers.get("expires"),
    websiteRedirectLocation: redirect,
  };
}

/** AWS: `aws-chunked` is how the body travelled and is not stored; what else stands there is. @see sigv4-streaming.html */
function withoutAwsChunked(contentEncoding: string | undefined): string | undefined {
  if (contentEncoding === undefined || !contentEncoding.toLowerCase().includes("aws-chunked")) return contentEncoding;
  const kept = contentEncoding.split(",").filter((coding) => coding.trim().toLowerCase() !== "aws-chunked");
  const text = kept.join(",").trim();
  return text === "" ? undefined : text;
}
