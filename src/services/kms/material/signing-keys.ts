/** What Sign and Verify have in common: reading the request and opening the key pair. */
import type { MessageType, SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import { algorithmRefused } from "../errors.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { checkUse, findKeyToUse, openCurrent, type OpenKey, type UseContext } from "../keys/use-key.ts";
import type { Kms } from "../kms.ts";
import { checkEnum, checkPlaintext } from "../validation.ts";

const ALGORITHMS: readonly SigningAlgorithmSpec[] = [
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "ECDSA_SHA_256",
  "ECDSA_SHA_384",
  "ECDSA_SHA_512",
  "SM2DSA",
  "ML_DSA_SHAKE_256",
  "ED25519_SHA_512",
  "ED25519_PH_SHA_512",
];
const MESSAGE_TYPES: readonly MessageType[] = ["RAW", "DIGEST", "EXTERNAL_MU"];

export interface SigningInput {
  readonly KeyId: string;
  readonly Message: Uint8Array;
  readonly MessageType?: MessageType | undefined;
  readonly SigningAlgorithm: SigningAlgorithmSpec;
  readonly GrantTokens?: readonly string[] | undefined;
}

export interface SigningRequest {
  readonly message: Uint8Array;
  readonly messageType: MessageType;
  readonly algorithm: SigningAlgorithmSpec;
}

/** @throws {ServiceError} ValidationException */
export function readSigningRequest(input: SigningInput): SigningRequest {
  checkEnum("signingAlgorithm", input.SigningAlgorithm, ALGORITHMS);
  checkEnum("messageType", input.MessageType, MESSAGE_TYPES);
  checkPlaintext("message", input.Message);
  return { message: input.Message, messageType: input.MessageType ?? "RAW", algorithm: input.SigningAlgorithm };
}

/** Usage, state, algorithm: AWS's order. @throws {ServiceError} as Sign */
export async function openSigningKey(
  kms: Kms,
  input: SigningInput,
  context: UseContext,
  operation: "Sign" | "Verify",
): Promise<OpenKey> {
  const found = await findKeyToUse(kms, input.KeyId, context, input.GrantTokens);
  checkUse(found, { operation, usage: "SIGN_VERIFY" });
  const { spec } = found.backing;
  if (!(factsOfSpec(spec).signing ?? []).includes(input.SigningAlgorithm))
    throw algorithmRefused(input.SigningAlgorithm, spec);
  return { found, material: await openCurrent(kms, found, context.nowMs) };
}
