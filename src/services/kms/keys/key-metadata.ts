/** KeyMetadata as CreateKey, DescribeKey and ReplicateKey answer it. */
import type { CustomerMasterKeySpec, KeyMetadata, MultiRegionConfiguration } from "@aws-sdk/client-kms";
import type { Reader } from "../../../storage/record-store.ts";
import { type BackingRecord, importKey, type ImportRecord, type Place, readRecord } from "../records.ts";
import { factsOfSpec } from "./key-specs.ts";
import { keyArn } from "./key-reference.ts";
import type { FoundKey } from "./find-key.ts";

export function keyMetadata(reader: Reader, found: FoundKey): KeyMetadata {
  const { place, arn, id, key, backing, state } = found;
  const { spec, usage, origin, multiRegion } = backing;
  return {
    AWSAccountId: place.accountId,
    KeyId: id,
    Arn: arn,
    CreationDate: new Date(key.createdMs),
    Enabled: state === "Enabled",
    Description: key.description,
    KeyUsage: usage,
    KeyState: state,
    ...deletionMembers(found),
    Origin: origin,
    ...(origin === "EXTERNAL" && state !== "PendingImport" ? expiryMembers(reader, found) : {}),
    KeyManager: key.managedFor === undefined ? "CUSTOMER" : "AWS",
    // AWS: the old member has the new member's value, also for specs that came later.
    CustomerMasterKeySpec: spec as CustomerMasterKeySpec,
    KeySpec: spec,
    ...algorithmsOf(backing),
    MultiRegion: multiRegion !== undefined,
    ...(multiRegion === undefined ? {} : { MultiRegionConfiguration: familyOf(place, id, multiRegion) }),
  };
}

/** The algorithms that go with the key's usage; GetPublicKey shows them too. */
export function algorithmsOf({
  spec,
  usage,
}: Pick<BackingRecord, "spec" | "usage">): Pick<
  KeyMetadata,
  "EncryptionAlgorithms" | "SigningAlgorithms" | "KeyAgreementAlgorithms" | "MacAlgorithms" | "EncapsulationAlgorithms"
> {
  const { encryption = [], signing = [], mac = [], encapsulation = [] } = factsOfSpec(spec);
  switch (usage) {
    case "ENCRYPT_DECRYPT":
      return { EncryptionAlgorithms: [...encryption] };
    case "SIGN_VERIFY":
      return { SigningAlgorithms: [...signing] };
    case "KEY_AGREEMENT":
      return { KeyAgreementAlgorithms: ["ECDH"] };
    case "GENERATE_VERIFY_MAC":
      return { MacAlgorithms: [...mac] };
    case "ENCAPSULATE_DECAPSULATE":
      return { EncapsulationAlgorithms: [...encapsulation] };
  }
}

function deletionMembers({ key, dueMs }: FoundKey): Pick<KeyMetadata, "DeletionDate" | "PendingDeletionWindowInDays"> {
  if (key.deletion === undefined) return {};
  return dueMs === undefined
    ? { PendingDeletionWindowInDays: key.deletion.windowDays }
    : { DeletionDate: new Date(dueMs) };
}

function expiryMembers(
  reader: Reader,
  { place, id, backing }: FoundKey,
): Pick<KeyMetadata, "ExpirationModel" | "ValidTo"> {
  let earliestMs: number | undefined;
  for (let version = 1; version <= backing.current; version++) {
    const validToMs = readRecord<ImportRecord>(reader, importKey(place, id, version))?.validToMs;
    if (validToMs !== undefined) earliestMs = Math.min(earliestMs ?? validToMs, validToMs);
  }
  return earliestMs === undefined
    ? { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }
    : { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: new Date(earliestMs) };
}

function familyOf(
  place: Place,
  id: string,
  { primary, replicas }: NonNullable<BackingRecord["multiRegion"]>,
): MultiRegionConfiguration {
  const member = (region: string): { Arn: string; Region: string } => ({
    Arn: keyArn({ ...place, region }, id),
    Region: region,
  });
  return {
    MultiRegionKeyType: primary === place.region ? "PRIMARY" : "REPLICA",
    PrimaryKey: member(primary),
    ReplicaKeys: replicas.map(member),
  };
}
