/** What CreateKey may be asked for, checked; and the key that comes of it. */
import type { CreateKeyRequest, KeySpec, KeyUsageType } from "@aws-sdk/client-kms";
import { NotImplementedError } from "../../../kit/errors.ts";
import { unsupported, validation } from "../errors.ts";
import { generateMaterial } from "../crypto/generate-keys.ts";
import type { Kms } from "../kms.ts";
import type { BackingRecord, KeyRecord, Place } from "../records.ts";
import { checkDescription, checkEnum } from "../validation.ts";
import type { NewKey } from "./insert-key.ts";
import { factsOfSpec, KEY_SPECS } from "./key-specs.ts";
import { madeMaterial } from "./rotation.ts";
import { mergeTags, readTags, type Tags } from "./tags.ts";

const USAGES: readonly KeyUsageType[] = [
  "ENCRYPT_DECRYPT",
  "SIGN_VERIFY",
  "GENERATE_VERIFY_MAC",
  "KEY_AGREEMENT",
  "ENCAPSULATE_DECAPSULATE",
];
const ORIGINS = ["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] as const;

export interface KeyDesign {
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  readonly origin: BackingRecord["origin"];
  readonly isMultiRegion: boolean;
  readonly description: string;
  readonly tags: Tags;
}

/** @throws {ServiceError} ValidationException, TagException, UnsupportedOperationException; NotImplemented for custom key stores */
export function readKeyDesign(input: CreateKeyRequest): KeyDesign {
  checkDescription(input.Description);
  checkEnum("keyUsage", input.KeyUsage, USAGES);
  checkEnum("customerMasterKeySpec", input.CustomerMasterKeySpec, KEY_SPECS);
  checkEnum("keySpec", input.KeySpec, KEY_SPECS);
  checkEnum("origin", input.Origin, ORIGINS);
  const tags = mergeTags({}, readTags(input.Tags));
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined)
    throw validation(
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.",
    );
  const spec: KeySpec = input.KeySpec ?? input.CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  const usage = readUsage(spec, input.KeyUsage);
  const origin = readOrigin(input, spec);
  return {
    spec,
    usage,
    origin,
    isMultiRegion: input.MultiRegion === true,
    description: input.Description ?? "",
    tags,
  };
}

function readUsage(spec: KeySpec, usage: KeyUsageType | undefined): KeyUsageType {
  // AWS: SM2 belongs to the China Regions (recorded answer in us-east-1).
  if (spec === "SM2") throw unsupported(`KeySpec ${spec} is not supported in this Region`);
  if (usage === undefined) {
    if (spec === "SYMMETRIC_DEFAULT") return "ENCRYPT_DECRYPT";
    throw validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  }
  if (!factsOfSpec(spec).usages.includes(usage))
    throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  return usage;
}

function readOrigin(input: CreateKeyRequest, spec: KeySpec): BackingRecord["origin"] {
  const { Origin: origin = "AWS_KMS" } = input;
  if (input.CustomKeyStoreId !== undefined || input.XksKeyId !== undefined || origin.length > "EXTERNAL".length)
    throw new NotImplementedError(
      "kms",
      "CreateKey in a custom key store",
      "there is no CloudHSM and no external key manager behind Lakebed",
    );
  if (origin !== "AWS_KMS" && origin !== "EXTERNAL") throw validation(`Origin ${origin} is not valid.`);
  const { family } = factsOfSpec(spec);
  if (origin === "EXTERNAL" && (family === "ml-dsa" || family === "ml-kem"))
    throw unsupported(`KeySpec ${spec} is not supported for Origin EXTERNAL`);
  return origin;
}

/** The records of the new key, with its material made. */
export async function makeKey(
  kms: Kms,
  place: Place,
  design: KeyDesign & Pick<KeyRecord, "id" | "policy" | "createdMs">,
): Promise<NewKey> {
  const { spec, usage, origin, isMultiRegion, description, tags, id, policy, createdMs } = design;
  const made = origin === "AWS_KMS" ? await generateMaterial(spec, kms) : undefined;
  return {
    place,
    key: { id, createdMs, description, isEnabled: true, policy, tags },
    backing: {
      spec,
      usage,
      origin,
      current: made === undefined ? 0 : 1,
      onDemandRotations: 0,
      multiRegion: isMultiRegion ? { primary: place.region, replicas: [] } : undefined,
    },
    material: made === undefined ? undefined : madeMaterial(kms, { place, keyId: id, version: 1 }, made),
  };
}
