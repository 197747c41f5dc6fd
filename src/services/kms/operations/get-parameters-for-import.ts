/**
 * GetParametersForImport. @throws ValidationException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html
 */
import type { AlgorithmSpec, WrappingKeySpec } from "@aws-sdk/client-kms";
import { condition, keyAccess } from "../access.ts";
import { generateMaterial } from "../crypto/generate-keys.ts";
import { originRefused, unsupported, validation } from "../errors.ts";
import { sealImportToken } from "../imports/import-token.ts";
import { findOwnKey, type FoundKey } from "../keys/find-key.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { IMPORT_PARAMETERS_MS } from "../limits.ts";
import { checkEnum } from "../validation.ts";

const ALGORITHMS: readonly AlgorithmSpec[] = [
  "RSAES_PKCS1_V1_5",
  "RSAES_OAEP_SHA_1",
  "RSAES_OAEP_SHA_256",
  "RSA_AES_KEY_WRAP_SHA_1",
  "RSA_AES_KEY_WRAP_SHA_256",
  "SM2PKE",
];
const SPECS: readonly WrappingKeySpec[] = ["RSA_2048", "RSA_3072", "RSA_4096", "SM2"];

export const getParametersForImport: KmsOperation<"GetParametersForImport"> = {
  access: (input, context) =>
    keyAccess("GetParametersForImport", input.KeyId, context, {
      ...condition("kms:WrappingAlgorithm", input.WrappingAlgorithm),
      ...condition("kms:WrappingKeySpec", input.WrappingKeySpec),
    }),
  async handle(input, context, kms) {
    checkEnum("wrappingAlgorithm", input.WrappingAlgorithm, ALGORITHMS);
    checkEnum("wrappingKeySpec", input.WrappingKeySpec, SPECS);
    const found = await kms.records.read((reader) =>
      findOwnKey(reader, input.KeyId, context, "GetParametersForImport"),
    );
    const { arn, backing } = found;
    if (backing.origin !== "EXTERNAL") throw originRefused(arn, backing.origin);
    requireState(found, NOT_PENDING_DELETION);
    checkWrapping(found, input.WrappingAlgorithm, input.WrappingKeySpec);
    const { secret, publicKey } = await generateMaterial(input.WrappingKeySpec, kms);
    const validToMs = context.nowMs + IMPORT_PARAMETERS_MS;
    const privateKey = Buffer.from(secret).toString("base64");
    return {
      KeyId: arn,
      ImportToken: sealImportToken(kms, { keyArn: arn, algorithm: input.WrappingAlgorithm, validToMs, privateKey }),
      PublicKey: publicKey,
      ParametersValidTo: new Date(validToMs),
    };
  },
};

function checkWrapping({ backing }: FoundKey, algorithm: AlgorithmSpec, wrapping: WrappingKeySpec): void {
  if (algorithm === "RSAES_PKCS1_V1_5")
    throw unsupported("Wrapping algorithm RSAES_PKCS1_V1_5 is not supported any more.");
  if (algorithm === "SM2PKE" || wrapping === "SM2") throw unsupported("SM2 is not supported in this Region");
  const isDirect = algorithm.startsWith("RSAES");
  const { family } = factsOfSpec(backing.spec);
  if (isDirect && family === "rsa")
    throw validation(`Wrapping algorithm ${algorithm} cannot wrap key material of key spec ${backing.spec}.`);
  if (isDirect && backing.spec === "ECC_NIST_P521" && wrapping === "RSA_2048")
    throw validation(`Wrapping key spec ${wrapping} cannot wrap key material of key spec ${backing.spec}.`);
}
