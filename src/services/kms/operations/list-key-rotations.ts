/**
 * ListKeyRotations. @throws ValidationException; NotFoundException; UnsupportedOperationException; InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
 */
import type { KeyMaterialState, RotationsListEntry } from "@aws-sdk/client-kms";
import type { Reader } from "../../../storage/record-store.ts";
import { keyAccess } from "../access.ts";
import { findOwnKey, type FoundKey } from "../keys/find-key.ts";
import { findImport } from "../keys/key-state.ts";
import { requireSymmetricKey } from "../keys/rotating-key.ts";
import { settleReferenced } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { ROTATIONS_PAGE } from "../limits.ts";
import { decodeMarker, encodeMarker, pageLimit } from "../paging.ts";
import { decodeRecord, type MaterialRecord, materialKey } from "../records.ts";
import { checkEnum } from "../validation.ts";

export const listKeyRotations: KmsOperation<"ListKeyRotations"> = {
  access: (input, context) => keyAccess("ListKeyRotations", input.KeyId, context),
  async handle(input, context, kms) {
    checkEnum("includeKeyMaterial", input.IncludeKeyMaterial, ["ALL_KEY_MATERIAL", "ROTATIONS_ONLY"]);
    const limit = pageLimit(input.Limit, ROTATIONS_PAGE);
    const after = decodeMarker(input.Marker);
    await settleReferenced(kms, input.KeyId, context);
    return kms.records.read((reader) => {
      const found = findOwnKey(reader, input.KeyId, context, "ListKeyRotations");
      requireSymmetricKey(found);
      const { place, id, backing } = found;
      const all = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL";
      const last = all ? (backing.pending ?? backing.current) : backing.current;
      const from = after === undefined ? (all ? 0 : 1) : Number(after[0]);
      const entries = reader.range({
        prefix: materialKey(place, id),
        startAfter: materialKey(place, id, from),
        end: materialKey(place, id, last + 1),
        limit: limit + 1,
      });
      const page = entries.slice(0, limit);
      const Rotations = page.map(({ key, value }) =>
        listEntry(reader, found, { version: Number(key.at(-1)), nowMs: context.nowMs }, decodeRecord(value)),
      );
      if (entries.length <= limit) return { Rotations, Truncated: false };
      return { Rotations, Truncated: true, NextMarker: encodeMarker([Number(page.at(-1)?.key.at(-1))]) };
    });
  },
};

function listEntry(
  reader: Reader,
  { place, id, backing }: FoundKey,
  { version, nowMs }: { readonly version: number; readonly nowMs: number },
  { materialId, rotatedMs, rotationType }: MaterialRecord,
): RotationsListEntry {
  return {
    KeyId: id,
    KeyMaterialId: materialId,
    KeyMaterialState: stateOf(reader, { place, id, backing }, version, nowMs),
    ...(rotatedMs === undefined ? {} : { RotationDate: new Date(rotatedMs), RotationType: rotationType }),
    ...(backing.origin === "EXTERNAL" ? importMembers(findImport(reader, { place, id }, version, nowMs)) : {}),
  };
}

function stateOf(
  reader: Reader,
  { place, id, backing }: Pick<FoundKey, "place" | "id" | "backing">,
  version: number,
  nowMs: number,
): KeyMaterialState {
  if (version === backing.current) return "CURRENT";
  if (version !== backing.pending) return "NON_CURRENT";
  const family = backing.multiRegion;
  const regions = family === undefined ? [place.region] : [family.primary, ...family.replicas];
  const isEverywhere = regions.every(
    (region) => findImport(reader, { place: { ...place, region }, id }, version, nowMs) !== undefined,
  );
  return isEverywhere ? "PENDING_ROTATION" : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION";
}

function importMembers(record: ReturnType<typeof findImport>): Partial<RotationsListEntry> {
  if (record === undefined) return { ImportState: "PENDING_IMPORT" };
  const { validToMs, description } = record;
  return {
    ImportState: "IMPORTED",
    KeyMaterialDescription: description,
    ...(validToMs === undefined
      ? { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }
      : { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: new Date(validToMs) }),
  };
}
