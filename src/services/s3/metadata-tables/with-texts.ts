/**
 * The texts of annotations, read for the rows that show them. A text that is no UTF-8 or cannot be opened (its object is sealed by a KMS key that S3 Metadata may not use) is null.
 */
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { openKeys } from "../encryption/sealing.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { CurrentRow } from "./current-rows.ts";
import { metadataCaller, type Writing } from "./table-target.ts";
import { ANNOTATION_TEXT_BYTES_MAX } from "./metadata-limits.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

export async function withTexts(
  writing: Writing,
  bucket: BucketRecord,
  rows: readonly CurrentRow[],
): Promise<TableRow[]> {
  const whole: TableRow[] = [];
  for (const { row, text } of rows)
    whole.push(text === undefined ? row : { ...row, text_value: await readText(writing, bucket, text) });
  return whole;
}

async function readText(
  writing: Writing,
  bucket: BucketRecord,
  { extents, version, key, sizeBytes }: NonNullable<CurrentRow["text"]>,
): Promise<string | null> {
  try {
    const place = { caller: metadataCaller(bucket), bucket, key };
    const keys = version.encryption === undefined ? undefined : await openKeys(writing, place, version.encryption);
    const chunks: Uint8Array[] = [];
    const range = { startBytes: 0, endBytes: sizeBytes };
    if (sizeBytes > ANNOTATION_TEXT_BYTES_MAX) return null;
    for await (const chunk of writing.bytes.read(extents, range, keys)) chunks.push(Uint8Array.from(chunk));
    return decoder.decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof ServiceError || error instanceof TypeError) return null;
    throw error;
  }
}
