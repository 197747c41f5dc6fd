/** The one way a part comes to be: UploadPart and UploadPartCopy end here. */
import type { Extents } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { wholeSecondMs } from "../store/version-record.ts";
import type { S3 } from "../s3.ts";
import { invalidPartNumberArgument } from "./multipart-errors.ts";
import { PART_NUMBER_MAX } from "./multipart-limits.ts";
import type { PartRecord } from "./upload-record.ts";
import { putPart, requireUpload, type UploadName } from "./upload-store.ts";

/** Bytes written for the part, or to be shared with their owner. `StagedBytes` is one. */
export interface PartBytes {
  readonly sizeBytes: number;
  /** Undefined when the bytes to be shared are gone; nothing is written then. */
  commit(transaction: Transaction): Extents | undefined;
  discard(): Promise<void>;
}

export interface PartDraft extends Omit<PartRecord, "extents" | "sizeBytes"> {
  /** Given up when the part cannot be committed. */
  readonly bytes: PartBytes;
}

/** @throws {InvalidArgument} 400 */
export function checkPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX)
    throw invalidPartNumberArgument(partNumber);
}

/**
 * The part as it was written; undefined when its bytes were to be shared and are gone.
 *
 * @throws {NoSuchUpload} 404 when the upload was completed or aborted meanwhile; the bytes are discarded
 */
export async function commitPart(s3: S3, name: UploadName, draft: PartDraft): Promise<PartRecord | undefined> {
  const { bytes, ...facts } = draft;
  try {
    return await s3.records.transact((transaction) => {
      requireUpload(transaction, name);
      const extents = bytes.commit(transaction);
      if (extents === undefined) return undefined;
      const record: PartRecord = {
        ...facts,
        lastModifiedMs: wholeSecondMs(facts.lastModifiedMs),
        sizeBytes: bytes.sizeBytes,
        extents,
      };
      putPart(transaction, s3.bytes, { uploadId: name.uploadId, record });
      return record;
    });
  } catch (error) {
    await bytes.discard();
    throw error;
  }
}
