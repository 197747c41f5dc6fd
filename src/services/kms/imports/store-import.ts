/**
 * Which version of the key's material an import is, and the records it writes. Material belongs to its key for good once it was in use: only the
 * same bytes can come back. A symmetric key may get new material, which waits for a rotation on demand.
 */
import type { ImportType } from "@aws-sdk/client-kms";
import type { Transaction } from "../../../storage/record-store.ts";
import { incorrectKeyMaterial, invalidState, unsupported, validation } from "../errors.ts";
import type { FoundKey } from "../keys/find-key.ts";
import { materialIdOf } from "../keys/rotation.ts";
import type { NewMaterial } from "../crypto/generate-keys.ts";
import type { Kms } from "../kms.ts";
import { materialRecordOf } from "../material/read-material.ts";
import {
  type BackingRecord,
  backingKey,
  dueKey,
  EMPTY_VALUE,
  importKey,
  type ImportRecord,
  materialKey,
  type Place,
  readRecord,
  writeRecord,
} from "../records.ts";

export interface Import {
  readonly material: NewMaterial;
  readonly type: ImportType | undefined;
  readonly expectedId: string | undefined;
  readonly validToMs: number | undefined;
  readonly description: string | undefined;
}

/** Writes the import; gives the id of the material. @throws {ServiceError} as ImportKeyMaterial */
export function storeImport(kms: Kms, transaction: Transaction, found: FoundKey, imported: Import): string {
  const { place, id } = found;
  const materialId = materialIdOf(id, imported.material.secret);
  const version = versionOf(transaction, found, imported, materialId);
  const known = materialRecordOf(transaction, found, version);
  if (known?.materialId !== materialId) {
    const { publicKey } = imported.material;
    writeRecord(transaction, materialKey(place, id, version), {
      materialId,
      publicKey: publicKey === undefined ? undefined : Buffer.from(publicKey).toString("base64"),
    });
  }
  const previous = readRecord<ImportRecord>(transaction, importKey(place, id, version));
  removeImport(transaction, place, id, version);
  const record: ImportRecord = {
    sealed: kms.materials.seal({ place, keyId: id, version }, imported.material.secret),
    validToMs: imported.validToMs,
    description: imported.description ?? previous?.description,
  };
  writeRecord(transaction, importKey(place, id, version), record);
  if (record.validToMs !== undefined)
    transaction.put(dueKey(record.validToMs, "import", place.accountId, place.region, id, version), EMPTY_VALUE);
  const isFirst = found.backing.current === 0;
  const changes: Partial<BackingRecord> = isFirst
    ? { current: 1 }
    : version > found.backing.current
      ? { pending: version }
      : {};
  writeRecord(transaction, backingKey(place, id), { ...found.backing, ...changes });
  return materialId;
}

/** Takes the material away; its version can only be filled with the same bytes again. */
export function removeImport(transaction: Transaction, place: Place, keyId: string, version: number): void {
  const record = readRecord<ImportRecord>(transaction, importKey(place, keyId, version));
  if (record?.validToMs !== undefined)
    transaction.delete(dueKey(record.validToMs, "import", place.accountId, place.region, keyId, version));
  transaction.delete(importKey(place, keyId, version));
}

function versionOf(transaction: Transaction, found: FoundKey, imported: Import, materialId: string): number {
  const { backing, place, arn } = found;
  const isNew =
    (imported.type ?? (backing.current === 0 ? "NEW_KEY_MATERIAL" : "EXISTING_KEY_MATERIAL")) === "NEW_KEY_MATERIAL";
  checkExpectedId(imported, isNew, materialId);
  const same = findVersion(transaction, found, materialId);
  if (!isNew) {
    if (same === undefined)
      throw incorrectKeyMaterial("The key material is not one that was imported into this KMS key before.");
    return same;
  }
  if (backing.current === 0) return 1;
  if (backing.spec !== "SYMMETRIC_DEFAULT")
    throw unsupported(`${arn} key spec is ${backing.spec}: its key material cannot be changed.`);
  if (backing.multiRegion !== undefined && backing.multiRegion.primary !== place.region)
    throw unsupported("New key material must be imported into the primary key first.");
  if (same !== undefined) throw incorrectKeyMaterial("The key material is already associated with this KMS key.");
  if (backing.pending !== undefined) throw invalidState(`${arn} has key material that is pending rotation already.`);
  return backing.current + 1;
}

function checkExpectedId({ expectedId }: Import, isNew: boolean, materialId: string): void {
  if (expectedId === undefined) return;
  if (isNew) throw validation("KeyMaterialId cannot be given with ImportType NEW_KEY_MATERIAL.");
  if (expectedId !== materialId) throw incorrectKeyMaterial("The key material does not have the given KeyMaterialId.");
}

export function findVersion(transaction: Transaction, found: FoundKey, materialId: string): number | undefined {
  const last = found.backing.pending ?? found.backing.current;
  for (let version = 1; version <= last; version++) {
    if (materialRecordOf(transaction, found, version)?.materialId === materialId) return version;
  }
  return undefined;
}
