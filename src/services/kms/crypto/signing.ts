/**
 * Signing and verifying with each kind of key pair, over messages and over digests. Which combinations KMS takes is checked in
 * `checkMessage`; the rest does as told.
 *
 * Messages: node:crypto in libuv's pool. Digests: RSA by `rsa-digest.ts`, curves by noble in the worker thread. ML-DSA: noble always.
 */
import { constants, sign as signMessage, verify as verifyMessage } from "node:crypto";
import { promisify } from "node:util";
import type { KeySpec, MessageType, SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import type { Random } from "../../../runtime/random.ts";
import { validation } from "../errors.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import type { Material } from "../material/materials.ts";
import { bareEdwardsPoint, barePoint, barePublicKey, bareScalar } from "./der.ts";
import type { EcdsaSpec, MlDsaSpec } from "./noble-jobs.ts";
import type { NobleThread } from "./noble-thread.ts";
import { type Digest, signPkcs1Digest, signPssDigest, verifyPkcs1Digest, verifyPssDigest } from "./rsa-digest.ts";

export interface SigningJob {
  readonly spec: KeySpec;
  readonly algorithm: SigningAlgorithmSpec;
  readonly messageType: MessageType;
  readonly message: Uint8Array;
  readonly material: Material;
}

export interface Signers {
  readonly random: Random;
  readonly noble: NobleThread;
}

const DIGESTS: Readonly<Record<string, Digest>> = { "256": "sha256", "384": "sha384", "512": "sha512" };
const DIGEST_BYTES: Readonly<Record<Digest, number>> = { sha256: 32, sha384: 48, sha512: 64 };
const MU_BYTES = 64;
const ML_DSA_PUBLIC_BYTES: Readonly<Record<MlDsaSpec, number>> = { ML_DSA_44: 1312, ML_DSA_65: 1952, ML_DSA_87: 2592 };

/** Of the algorithms that end in SHA_n. */
function digestOf(algorithm: SigningAlgorithmSpec): Digest {
  return DIGESTS[algorithm.slice(-3)] ?? "sha256";
}

/** @throws {ServiceError} ValidationException when type or length of the message do not go with the algorithm */
export function checkMessage({ spec, algorithm, messageType, message }: Omit<SigningJob, "material">): void {
  const { family } = factsOfSpec(spec);
  if (family === "ml-dsa") {
    if (messageType === "DIGEST")
      throw validation(`Message type ${messageType} is incompatible with key spec ${spec}.`);
    if (messageType === "EXTERNAL_MU" && message.length !== MU_BYTES)
      throw validation(`External Mu is invalid length for algorithm ${algorithm}.`);
    return;
  }
  if (messageType === "EXTERNAL_MU")
    throw validation(`Message type ${messageType} is incompatible with key spec ${spec}.`);
  if (family === "ed25519" && (messageType === "DIGEST") !== (algorithm === "ED25519_PH_SHA_512"))
    throw validation(`Message type ${messageType} is incompatible with algorithm ${algorithm}.`);
  if (messageType === "DIGEST" && message.length !== DIGEST_BYTES[digestOf(algorithm)])
    throw validation(`Digest is invalid length for algorithm ${algorithm}.`);
}

const signAsync = promisify(signMessage);

export async function signWith(job: SigningJob, { random, noble }: Signers): Promise<Uint8Array> {
  const { spec, algorithm, messageType, message, material } = job;
  const { family } = factsOfSpec(spec);
  if (family === "ml-dsa") {
    return noble.run("mlDsaSign", {
      spec: spec as MlDsaSpec,
      message,
      isMu: messageType === "EXTERNAL_MU",
      secretKey: material.secret,
      extraEntropy: random.bytes(32),
    });
  }
  const key = material.privateKeyObject();
  if (messageType === "RAW") return signAsync(hashName(algorithm), message, { key, ...paddingOf(algorithm) });
  if (family === "ed25519") return noble.run("ed25519phSign", { message, privateKey: bareScalar(key) });
  if (family === "ecc")
    return noble.run("ecdsaSign", { spec: spec as EcdsaSpec, digest: message, privateKey: bareScalar(key) });
  const hash = digestOf(algorithm);
  if (isPss(algorithm)) return signPssDigest(message, hash, key, random.bytes(DIGEST_BYTES[hash]));
  return signPkcs1Digest(message, hash, key);
}

export async function verifyWith(
  job: SigningJob & { readonly signature: Uint8Array },
  { noble }: Signers,
): Promise<boolean> {
  const { spec, algorithm, messageType, message, material, signature } = job;
  const { family } = factsOfSpec(spec);
  if (family === "ml-dsa") {
    const info = material.publicKey ?? new Uint8Array();
    return noble.run("mlDsaVerify", {
      spec: spec as MlDsaSpec,
      message,
      isMu: messageType === "EXTERNAL_MU",
      publicKey: barePublicKey(info, ML_DSA_PUBLIC_BYTES[spec as MlDsaSpec]),
      signature,
    });
  }
  const key = material.publicKeyObject();
  if (messageType === "RAW") {
    return new Promise((resolve) => {
      // A signature that OpenSSL cannot read is a wrong one.
      verifyMessage(hashName(algorithm), message, { key, ...paddingOf(algorithm) }, signature, (error, isValid) =>
        resolve(error === null && isValid),
      );
    });
  }
  if (family === "ed25519")
    return noble.run("ed25519phVerify", { message, publicKey: bareEdwardsPoint(key), signature });
  if (family === "ecc")
    return noble.run("ecdsaVerify", {
      spec: spec as EcdsaSpec,
      digest: message,
      publicKey: barePoint(key),
      signature,
    });
  const hash = digestOf(algorithm);
  return isPss(algorithm)
    ? verifyPssDigest(message, hash, key, signature)
    : verifyPkcs1Digest(message, hash, key, signature);
}

const isPss = (algorithm: SigningAlgorithmSpec): boolean => algorithm.startsWith("RSASSA_PSS");

/** Ed25519 hashes by itself. */
function hashName(algorithm: SigningAlgorithmSpec): Digest | undefined {
  return algorithm.startsWith("ED25519") ? undefined : digestOf(algorithm);
}

function paddingOf(algorithm: SigningAlgorithmSpec): object {
  if (isPss(algorithm))
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return algorithm.startsWith("RSASSA") ? { padding: constants.RSA_PKCS1_PADDING } : { dsaEncoding: "der" };
}
