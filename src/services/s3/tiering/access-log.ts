/**
 * Remembers when objects of INTELLIGENT_TIERING were read last. A read notes it in memory, at most daily for each object, and a job writes many notes in
 * one transaction: reading stays as cheap as for other classes. A crash loses the notes of the last seconds, so an object may count as read a day
 * earlier than it was.
 */
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Reader, RecordStore } from "../../../storage/record-store.ts";
import type { Job } from "../jobs/jobs.ts";
import { ACCESS_NOTES_MAX, ACCESS_NOTES_PAGE } from "../limits.ts";
import { replaceRecord } from "../store/history.ts";
import { readVersion } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { INTELLIGENT_TIERING, lastAccessMs } from "./access-tier.ts";

const DAY_MS = 86_400_000;

interface Stores {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
}

interface Note {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly sequence: number;
  readonly accessedMs: number;
}

export interface AccessLog {
  /** Call it for every read of bytes, outside of the body that found the version; other classes cost a comparison. */
  note(place: { readonly bucket: string; readonly key: string }, version: ObjectVersion, nowMs: number): void;
  readonly job: Job;
}

export function createAccessLog(s3: Stores): AccessLog {
  const notes = new Map<string, Note>();
  return {
    note({ bucket, key }, version, nowMs) {
      if (version.storageClass !== INTELLIGENT_TIERING || nowMs - lastAccessMs(version, nowMs) < DAY_MS) return;
      const { versionId, sequence } = version;
      const id = JSON.stringify([bucket, key, versionId]);
      // What does not fit is noted by its next read.
      if (notes.size < ACCESS_NOTES_MAX || notes.has(id))
        notes.set(id, { bucket, key, versionId, sequence, accessedMs: nowMs });
    },
    job: {
      name: "last-access",
      async run(signal) {
        while (notes.size > 0 && !signal.aborted) {
          const page = [...notes].slice(0, ACCESS_NOTES_PAGE);
          await writeNotes(
            s3,
            page.map(([, note]) => note),
          );
          for (const [id, note] of page) if (notes.get(id) === note) notes.delete(id);
        }
      },
    },
  };
}

function writeNotes(s3: Stores, notes: readonly Note[]): Promise<void> {
  return s3.records.transact((transaction) => {
    for (const note of notes) {
      const version = sameVersion(transaction, note);
      if (version === undefined) continue;
      const place = { bytes: s3.bytes, bucket: note.bucket, key: note.key };
      replaceRecord(transaction, place, { ...version, accessedMs: note.accessedMs });
    }
  });
}

/** Undefined when the object was replaced or deleted since it was read. */
function sameVersion(reader: Reader, note: Note): ObjectVersion | undefined {
  const version = readVersion(reader, note.bucket, note.key, note.versionId);
  return version?.isDeleteMarker === false && version.sequence === note.sequence ? version : undefined;
}
