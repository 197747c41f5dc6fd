/** The first check of operations on a metadata configuration: the bucket has one. */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { methodNotAllowed } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { metadataConfigurationNotFound } from "./metadata-errors.ts";
import { type MetadataTables, metadataTables } from "./metadata-record.ts";

export interface Configured {
  readonly bucket: BucketRecord;
  readonly tables: MetadataTables;
}

interface Input {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Errors: those of openBucket. @throws {MetadataConfigurationNotFound} 404 */
export function openConfigured(reader: Reader, input: Input, context: RequestContext): Configured {
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  const tables = metadataTables.read(reader, bucket);
  if (tables === undefined) throw metadataConfigurationNotFound(bucket.name);
  return { bucket, tables };
}

/** AWS: V1 operations do not work on V2 configurations (API_GetBucketMetadataTableConfiguration). @throws {MethodNotAllowed} 405 */
export function requireVersion({ tables }: Configured, version: 1 | 2, context: RequestContext): void {
  if (tables.version !== version) throw methodNotAllowed(context.method, "BUCKET");
}
