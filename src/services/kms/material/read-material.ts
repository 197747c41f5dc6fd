/** Finds the material of a key that was found: the version in use, or the one that a ciphertext names. */
import type { Reader } from "../../../storage/record-store.ts";
import { findImport } from "../keys/key-state.ts";
import type { FoundKey } from "../keys/find-key.ts";
import type { Kms } from "../kms.ts";
import { homeOf, type MaterialRecord, materialKey, readRecord } from "../records.ts";
import type { Material } from "./materials.ts";

/** Undefined when the key has no such version, or its imported material is gone. */
export function readMaterial(
  kms: Kms,
  reader: Reader,
  { place, id, backing }: FoundKey,
  options: { readonly version: number; readonly nowMs: number },
): Material | undefined {
  const { version, nowMs } = options;
  const bytes = reader.get(materialKey(place, id, version));
  if (bytes === undefined) return undefined;
  const home = homeOf(place, id);
  const record = kms.cache.decode<MaterialRecord>(`m/${place.accountId}/${home}/${id}/${version}`, bytes);
  const sealed =
    backing.origin === "EXTERNAL" ? findImport(reader, { place, id }, version, nowMs)?.sealed : record.sealed;
  if (sealed === undefined) return undefined;
  const { materialId, publicKey } = record;
  return kms.materials.open({ place, keyId: id, version, materialId, sealed, publicKey });
}

export function materialRecordOf(
  reader: Reader,
  { place, id }: Pick<FoundKey, "place" | "id">,
  version: number,
): MaterialRecord | undefined {
  return readRecord<MaterialRecord>(reader, materialKey(place, id, version));
}
