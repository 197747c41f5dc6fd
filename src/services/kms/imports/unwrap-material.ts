/**
 * What a client wrapped for import: opened with the wrapping key's private half, and checked to be material of the key's spec.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html (read 2026-11-23)
 */
import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
} from "node:crypto";
import type { AlgorithmSpec, KeySpec } from "@aws-sdk/client-kms";
import type { NewMaterial } from "../crypto/generate-keys.ts";
import { incorrectKeyMaterial, invalidCiphertext } from "../errors.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import type { ImportParameters } from "./import-token.ts";

/** RFC 5649. */
const KEY_WRAP_IV = Buffer.from("a65959a6", "hex");

/** @throws {ServiceError} InvalidCiphertextException */
export function unwrapMaterial(wrapped: Uint8Array, { algorithm, privateKey }: ImportParameters): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
  try {
    if (algorithm === "RSAES_OAEP_SHA_1" || algorithm === "RSAES_OAEP_SHA_256")
      return openOaep(key, algorithm, wrapped);
    const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
    const aesKey = openOaep(key, algorithm, wrapped.subarray(0, bytes));
    const decipher = createDecipheriv("id-aes256-wrap-pad", aesKey, KEY_WRAP_IV);
    return Buffer.concat([decipher.update(wrapped.subarray(bytes)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

function openOaep(key: KeyObject, algorithm: AlgorithmSpec, wrapped: Uint8Array): Uint8Array {
  const oaepHash = algorithm.endsWith("SHA_1") ? "sha1" : "sha256";
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, wrapped);
}

/** @throws {ServiceError} IncorrectKeyMaterialException */
export function readMaterialOfSpec(bytes: Uint8Array, spec: KeySpec): NewMaterial {
  const { family, bits = 0, curve } = factsOfSpec(spec);
  if (family === "symmetric" || family === "hmac") {
    if (bytes.length !== bits / 8)
      throw incorrectKeyMaterial(`The key material for key spec ${spec} must have ${bits / 8} bytes.`);
    return { secret: bytes, publicKey: undefined };
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(bytes), format: "der", type: "pkcs8" });
  } catch {
    throw incorrectKeyMaterial("The key material is not a private key in DER-encoded PKCS #8 form.");
  }
  const details = key.asymmetricKeyDetails ?? {};
  const isOfSpec =
    family === "rsa"
      ? key.asymmetricKeyType === "rsa" && details.modulusLength === bits
      : family === "ecc"
        ? key.asymmetricKeyType === "ec" && details.namedCurve === curve
        : key.asymmetricKeyType === "ed25519";
  if (!isOfSpec) throw incorrectKeyMaterial(`The key material does not match key spec ${spec}.`);
  return {
    secret: key.export({ type: "pkcs8", format: "der" }),
    publicKey: createPublicKey(key).export({ type: "spki", format: "der" }),
  };
}
