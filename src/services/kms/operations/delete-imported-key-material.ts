/**
 * DeleteImportedKeyMaterial. Material that waits for its rotation is forgotten altogether, in every Region. @throws NotFoundException;
 * UnsupportedOperationException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html
 */
import type { Transaction } from "../../../storage/record-store.ts";
import { keyAccess } from "../access.ts";
import { notFound, originRefused } from "../errors.ts";
import { findVersion, removeImport } from "../imports/store-import.ts";
import { findOwnKey, type FoundKey } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";
import { materialRecordOf } from "../material/read-material.ts";
import { backingKey, materialKey, writeRecord } from "../records.ts";

export const deleteImportedKeyMaterial: KmsOperation<"DeleteImportedKeyMaterial"> = {
  access: (input, context) => keyAccess("DeleteImportedKeyMaterial", input.KeyId, context),
  handle: (input, context, kms) =>
    kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "DeleteImportedKeyMaterial");
      const { place, id, arn, backing } = found;
      if (backing.origin !== "EXTERNAL") throw originRefused(arn, backing.origin);
      const version =
        input.KeyMaterialId === undefined ? backing.current : findVersion(transaction, found, input.KeyMaterialId);
      if (version === undefined) throw notFound(`Key material ${input.KeyMaterialId ?? ""} does not exist`);
      const materialId = materialRecordOf(transaction, found, version)?.materialId;
      removeImport(transaction, place, id, version);
      const isPrimary = (backing.multiRegion?.primary ?? place.region) === place.region;
      if (version === backing.pending && isPrimary) forgetPending(transaction, found, version);
      return { KeyId: arn, KeyMaterialId: backing.spec === "SYMMETRIC_DEFAULT" ? materialId : undefined };
    }),
};

function forgetPending(transaction: Transaction, { place, id, backing }: FoundKey, version: number): void {
  for (const region of backing.multiRegion?.replicas ?? [])
    removeImport(transaction, { ...place, region }, id, version);
  transaction.delete(materialKey(place, id, version));
  writeRecord(transaction, backingKey(place, id), { ...backing, pending: undefined });
}
