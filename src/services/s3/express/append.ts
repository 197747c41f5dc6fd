/**
 * Appending to an object of a directory bucket: the new bytes are put behind those that are there, in one transaction and without copying.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-buckets-objects-append.html (read 2026-11-29)
 */
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Extents } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { combineParts, isCombinable } from "../checksum/combine.ts";
import { encryptionTypeMismatch, invalidWriteOffset, tooManyAppends } from "../errors.ts";
import { APPENDS_MAX } from "../limits.ts";
import { readCurrentObject, readExtents } from "../store/read-version.ts";
import type { ObjectChecksum, ObjectDraft, ObjectVersion } from "../store/version-record.ts";

export interface Append {
  readonly offsetBytes: number;
  /** An ETag for the longer object, made before the transaction. */
  readonly etag: string;
}

interface Grown {
  readonly draft: ObjectDraft;
  readonly extents: Extents;
}

/**
 * The object as it is with the new bytes behind it; headers, metadata and class stay those of the object. Nothing there and an offset of zero is an ordinary write.
 *
 * @param added the new bytes as an object of their own
 * @throws {InvalidWriteOffset} 400  @throws {TooManyParts} 400  @throws {EncryptionTypeMismatch} 400
 */
export function grow(
  transaction: Transaction,
  { bytes, bucket, key }: { readonly bytes: ObjectBytes; readonly bucket: string; readonly key: string },
  { append, added }: { readonly append: Append; readonly added: Grown },
): Grown {
  const current = readCurrentObject(transaction, bucket, key);
  const sizeBytes = current?.sizeBytes ?? 0;
  if (append.offsetBytes !== sizeBytes) throw invalidWriteOffset();
  if (current === undefined) return added;
  if (current.encryption !== undefined || added.draft.encryption !== undefined) throw encryptionTypeMismatch();
  const before = readExtents(transaction, current);
  if (before.length + added.extents.length > APPENDS_MAX) throw tooManyAppends();
  const draft: ObjectDraft = {
    ...added.draft,
    system: current.system,
    metadata: current.metadata,
    storageClass: current.storageClass,
    sizeBytes: sizeBytes + added.draft.sizeBytes,
    etag: append.etag,
    checksum: combined(current, added.draft),
  };
  // The version that is replaced gives its bytes up; this one has them too.
  return { draft, extents: [...bytes.share(transaction, before), ...added.extents] };
}

/** Checksums of both parts make one of the whole, when they are of one kind that can. */
function combined(current: ObjectVersion, added: ObjectDraft): ObjectChecksum | undefined {
  const [one, other] = [current.checksum, added.checksum];
  if (one === undefined || one.type !== "FULL_OBJECT" || one.algorithm !== other?.algorithm) return undefined;
  if (!isCombinable(one.algorithm)) return undefined;
  const value = combineParts(one.algorithm, [
    { value: one.value, sizeBytes: current.sizeBytes },
    { value: other.value, sizeBytes: added.sizeBytes },
  ]);
  return { ...one, value };
}
