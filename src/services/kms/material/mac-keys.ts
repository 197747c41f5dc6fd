/** What GenerateMac and VerifyMac have in common. */
import { createHmac } from "node:crypto";
import type { MacAlgorithmSpec } from "@aws-sdk/client-kms";
import { algorithmRefused } from "../errors.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { checkUse, findKeyToUse, openCurrent, type OpenKey, type UseContext } from "../keys/use-key.ts";
import type { Kms } from "../kms.ts";
import { checkEnum, checkPlaintext } from "../validation.ts";
import type { Material } from "./materials.ts";

const ALGORITHMS: readonly MacAlgorithmSpec[] = ["HMAC_SHA_384", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_512"];

export interface MacInput {
  readonly KeyId: string;
  readonly Message: Uint8Array;
  readonly MacAlgorithm: MacAlgorithmSpec;
  readonly GrantTokens?: readonly string[] | undefined;
}

/** @throws {ServiceError} as GenerateMac */
export async function openMacKey(
  kms: Kms,
  input: MacInput,
  context: UseContext,
  operation: "GenerateMac" | "VerifyMac",
): Promise<OpenKey & { readonly algorithm: MacAlgorithmSpec }> {
  const algorithm = input.MacAlgorithm;
  checkEnum("macAlgorithm", algorithm, ALGORITHMS);
  checkPlaintext("message", input.Message);
  const found = await findKeyToUse(kms, input.KeyId, context, input.GrantTokens);
  checkUse(found, { operation, usage: "GENERATE_VERIFY_MAC" });
  const { spec } = found.backing;
  if (!(factsOfSpec(spec).mac ?? []).includes(algorithm)) throw algorithmRefused(algorithm, spec);
  return { found, material: await openCurrent(kms, found, context.nowMs), algorithm };
}

export function macOf({ secret }: Material, algorithm: MacAlgorithmSpec, message: Uint8Array): Uint8Array {
  return createHmac(`sha${algorithm.slice(-3)}`, secret)
    .update(message)
    .digest();
}
