/** Aborts multipart uploads that were begun too long ago. */
import { ABORTED_UPLOADS_PAGE, LIFECYCLE_PAGE } from "../limits.ts";
import type { UploadRecord } from "../multipart/upload-record.ts";
import { readUpload, removeUpload, type UploadName } from "../multipart/upload-store.ts";
import { uploadsPrefix } from "../store/keys.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { uploadEnd } from "./upload-end.ts";
import type { Walk } from "./walk.ts";

/** Resolves with the time at which the next one ends. */
export async function abortUploads(walk: Walk): Promise<number> {
  const { stores, bucket, lifecycle, asOfMs, signal } = walk;
  let nextMs = Number.MAX_SAFE_INTEGER;
  if (lifecycle.rules.every(({ abortDays }) => abortDays === undefined)) return nextMs;
  const prefix = uploadsPrefix(bucket.name);
  for (let after: readonly (string | number)[] | undefined; !signal.aborted;) {
    const from = after;
    const page = await stores.records.read((reader) =>
      reader.range({ prefix, ...(from === undefined ? {} : { startAfter: from }), limit: LIFECYCLE_PAGE }),
    );
    const due: UploadName[] = [];
    for (const { key: recordKey, value } of page) {
      const { uploadId, initiatedMs } = decodeRecord<UploadRecord>(value);
      const key = String(recordKey[3]);
      const end = uploadEnd(lifecycle, { key, initiatedMs }, stores.day);
      if (end !== undefined && end.atMs <= asOfMs) due.push({ bucket: bucket.name, key, uploadId });
      else if (end !== undefined) nextMs = Math.min(nextMs, end.atMs);
    }
    await removeUploads(walk, due);
    after = page.at(-1)?.key as (string | number)[] | undefined;
    if (after === undefined) break;
  }
  return nextMs;
}

async function removeUploads({ stores }: Walk, due: readonly UploadName[]): Promise<void> {
  for (let start = 0; start < due.length; start += ABORTED_UPLOADS_PAGE) {
    const names = due.slice(start, start + ABORTED_UPLOADS_PAGE);
    await stores.records.transact((transaction) => {
      for (const name of names) {
        // One that was completed meanwhile has given its parts away.
        if (readUpload(transaction, name) !== undefined)
          removeUpload(transaction, stores.bytes, { name, kept: new Set() });
      }
    });
  }
}
