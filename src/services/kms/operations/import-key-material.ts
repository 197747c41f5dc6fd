/**
 * ImportKeyMaterial. @throws ValidationException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException;
 * InvalidImportTokenException; ExpiredImportTokenException; InvalidCiphertextException; IncorrectKeyMaterialException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
 */
import type { ImportKeyMaterialRequest } from "@aws-sdk/client-kms";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { condition, keyAccess } from "../access.ts";
import { originRefused, validation } from "../errors.ts";
import { openImportToken } from "../imports/import-token.ts";
import { storeImport } from "../imports/store-import.ts";
import { readMaterialOfSpec, unwrapMaterial } from "../imports/unwrap-material.ts";
import { findOwnKey, type FoundKey } from "../keys/find-key.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { DAY_MS, IMPORT_EXPIRY_DAYS_MAX } from "../limits.ts";
import { checkCiphertext, checkEnum, checkLength } from "../validation.ts";

type ImportInput = Pick<ImportKeyMaterialRequest, "ImportType" | "KeyMaterialId" | "KeyMaterialDescription"> & {
  readonly KeyId: string;
};

export const importKeyMaterial: KmsOperation<"ImportKeyMaterial"> = {
  access: (input, context) =>
    keyAccess("ImportKeyMaterial", input.KeyId, context, {
      ...condition("kms:ExpirationModel", input.ExpirationModel ?? "KEY_MATERIAL_EXPIRES"),
      ...condition("kms:ValidTo", input.ValidTo?.toISOString()),
    }),
  async handle(input, context, kms) {
    checkCiphertext("importToken", input.ImportToken);
    checkCiphertext("encryptedKeyMaterial", input.EncryptedKeyMaterial);
    checkEnum("expirationModel", input.ExpirationModel, ["KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"]);
    checkEnum("importType", input.ImportType, ["NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL"]);
    checkLength("keyMaterialDescription", input.KeyMaterialDescription ?? "", { min: 0, max: 256 });
    const validToMs = readExpiry(input, context.nowMs);
    const found = await kms.records.read((reader) => findImportingKey(reader, input, context));
    const parameters = openImportToken(kms, input.ImportToken, { keyArn: found.arn, nowMs: context.nowMs });
    const { spec } = found.backing;
    const material = readMaterialOfSpec(unwrapMaterial(input.EncryptedKeyMaterial, parameters), spec);
    const materialId = await kms.records.transact((transaction) =>
      storeImport(kms, transaction, findImportingKey(transaction, input, context), {
        material,
        type: input.ImportType,
        expectedId: input.KeyMaterialId,
        validToMs,
        description: input.KeyMaterialDescription,
      }),
    );
    return { KeyId: found.arn, KeyMaterialId: spec === "SYMMETRIC_DEFAULT" ? materialId : undefined };
  },
};

function findImportingKey(reader: Reader, input: ImportInput, context: RequestContext): FoundKey {
  const found = findOwnKey(reader, input.KeyId, context, "ImportKeyMaterial");
  const { arn, backing } = found;
  if (backing.origin !== "EXTERNAL") throw originRefused(arn, backing.origin);
  requireState(found, NOT_PENDING_DELETION);
  const forSymmetric = input.ImportType ?? input.KeyMaterialId ?? input.KeyMaterialDescription;
  if (backing.spec !== "SYMMETRIC_DEFAULT" && forSymmetric !== undefined)
    throw validation("ImportType, KeyMaterialId and KeyMaterialDescription are for symmetric encryption keys only.");
  return found;
}

function readExpiry(
  { ExpirationModel, ValidTo }: { readonly ExpirationModel?: string | undefined; readonly ValidTo?: Date | undefined },
  nowMs: number,
): number | undefined {
  if (ExpirationModel === "KEY_MATERIAL_DOES_NOT_EXPIRE") {
    if (ValidTo !== undefined)
      throw validation("A validTo date may not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
    return undefined;
  }
  // AWS: recorded answer.
  if (ValidTo === undefined)
    throw validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
  const validToMs = ValidTo.getTime();
  if (validToMs <= nowMs) throw validation("The validTo date must be in the future.");
  if (validToMs > nowMs + IMPORT_EXPIRY_DAYS_MAX * DAY_MS)
    throw validation(`The validTo date must be at most ${IMPORT_EXPIRY_DAYS_MAX} days from now.`);
  return validToMs;
}
