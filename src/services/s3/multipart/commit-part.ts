/** The one way a part comes to be: UploadPart and UploadPartCopy end here. */
import type { StagedBytes } from "../../../storage/objects.ts";
import { wholeSecondMs } from "../store/version-record.ts";
import type { S3 } from "../s3.ts";
import { invalidPartNumberArgument } from "./multipart-errors.ts";
import { PART_NUMBER_MAX } from "./multipart-limits.ts";
import type { PartRecord } from "./upload-record.ts";
import { putPart, requireUpload, type UploadName } from "./upload-store.ts";

export interface PartDraft extends Omit<PartRecord, "extents" | "sizeBytes"> {
  /** Bytes written or to be shared; given up when the part cannot be committed. */
  readonly bytes: StagedBytes;
}

/** @throws {InvalidArgument} 400 */
export function checkPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX) throw invalidPartNumberArgument(partNumber);
}

/** @throws {NoSuchUpload} 404 when the upload was completed or aborted meanwhile; the bytes are discarded */
export async function commitPart(s3: S3, name: UploadName, draft: PartDraft): Promise<PartRecord> {
  const { bytes, ...facts } = draft;
  try {
    return await s3.records.transact((transaction) => {
      requireUpload(transaction, name);
      const record: PartRecord = {
        ...facts,
        lastModifiedMs: wholeSecondMs(facts.lastModifiedMs),
        sizeBytes: bytes.sizeBytes,
        extents: bytes.commit(transaction),
      };
      putPart(transaction, s3.bytes, { uploadId: name.uploadId, record });
      return record;
    });
  } catch (error) {
    await bytes.discard();
    throw error;
  }
}
