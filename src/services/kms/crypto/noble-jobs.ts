/**
 * What node:crypto of the oldest supported Node does not have: ECDSA over a digest, Ed25519ph, ML-DSA and ML-KEM. Pure functions over bytes; the worker
 * thread runs them (`noble-worker.ts`), because one ML-DSA signature or P-521 verification takes 10 to 30 ms.
 */
import type { ECDSA } from "@noble/curves/abstract/weierstrass.js";
import { ed25519ph } from "@noble/curves/ed25519.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type DSA, ml_dsa44, ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024, ml_kem512, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import type { KEM } from "@noble/post-quantum/utils.js";

export type EcdsaSpec = "ECC_NIST_P256" | "ECC_NIST_P384" | "ECC_NIST_P521" | "ECC_SECG_P256K1";
export type MlDsaSpec = "ML_DSA_44" | "ML_DSA_65" | "ML_DSA_87";
export type MlKemSpec = "ML_KEM_512" | "ML_KEM_768" | "ML_KEM_1024";

const CURVES: Readonly<Record<EcdsaSpec, ECDSA>> = {
  ECC_NIST_P256: p256,
  ECC_NIST_P384: p384,
  ECC_NIST_P521: p521,
  ECC_SECG_P256K1: secp256k1,
};
const ML_DSA: Readonly<Record<MlDsaSpec, DSA>> = { ML_DSA_44: ml_dsa44, ML_DSA_65: ml_dsa65, ML_DSA_87: ml_dsa87 };
const ML_KEM: Readonly<Record<MlKemSpec, KEM>> = {
  ML_KEM_512: ml_kem512,
  ML_KEM_768: ml_kem768,
  ML_KEM_1024: ml_kem1024,
};

/** Private keys are the bare scalar, seed or FIPS 204/203 secret key; public keys the bare point or encoding. Signatures of ECDSA are DER. */
export interface Jobs {
  ecdsaSign: (job: { spec: EcdsaSpec; digest: Uint8Array; privateKey: Uint8Array }) => Uint8Array;
  ecdsaVerify: (job: { spec: EcdsaSpec; digest: Uint8Array; publicKey: Uint8Array; signature: Uint8Array }) => boolean;
  ed25519phSign: (job: { message: Uint8Array; privateKey: Uint8Array }) => Uint8Array;
  ed25519phVerify: (job: { message: Uint8Array; publicKey: Uint8Array; signature: Uint8Array }) => boolean;
  /** `seed`: 32 bytes. */
  mlDsaKeys: (job: { spec: MlDsaSpec; seed: Uint8Array }) => { secretKey: Uint8Array; publicKey: Uint8Array };
  /** `isMu`: the message is the 64-byte representative of FIPS 204, section 6.2. `extraEntropy`: 32 bytes that hedge the signature. */
  mlDsaSign: (job: {
    spec: MlDsaSpec;
    message: Uint8Array;
    isMu: boolean;
    secretKey: Uint8Array;
    extraEntropy: Uint8Array;
  }) => Uint8Array;
  mlDsaVerify: (job: {
    spec: MlDsaSpec;
    message: Uint8Array;
    isMu: boolean;
    publicKey: Uint8Array;
    signature: Uint8Array;
  }) => boolean;
  /** `seed`: 64 bytes. */
  mlKemKeys: (job: { spec: MlKemSpec; seed: Uint8Array }) => { secretKey: Uint8Array; publicKey: Uint8Array };
  /** `randomness`: 32 bytes. */
  mlKemEncapsulate: (job: { spec: MlKemSpec; publicKey: Uint8Array; randomness: Uint8Array }) => {
    cipherText: Uint8Array;
    sharedSecret: Uint8Array;
  };
  mlKemDecapsulate: (job: { spec: MlKemSpec; secretKey: Uint8Array; cipherText: Uint8Array }) => Uint8Array;
}

export type JobName = keyof Jobs;

export const jobs: Jobs = {
  // AWS: OpenSSL, and so KMS, accepts and makes signatures with either half of s; noble's "low S" rule of some curves is switched off.
  ecdsaSign: ({ spec, digest, privateKey }) =>
    CURVES[spec].sign(digest, privateKey, { prehash: false, lowS: false, format: "der" }),
  ecdsaVerify: ({ spec, digest, publicKey, signature }) =>
    isTrue(() => CURVES[spec].verify(signature, digest, publicKey, { prehash: false, lowS: false, format: "der" })),
  ed25519phSign: ({ message, privateKey }) => ed25519ph.sign(message, privateKey),
  ed25519phVerify: ({ message, publicKey, signature }) => isTrue(() => ed25519ph.verify(signature, message, publicKey)),
  mlDsaKeys: ({ spec, seed }) => ML_DSA[spec].keygen(seed),
  mlDsaSign: ({ spec, message, isMu, secretKey, extraEntropy }) =>
    isMu
      ? ML_DSA[spec].internal.sign(message, secretKey, { externalMu: true, extraEntropy })
      : ML_DSA[spec].sign(message, secretKey, { extraEntropy }),
  mlDsaVerify: ({ spec, message, isMu, publicKey, signature }) =>
    isTrue(() =>
      isMu
        ? ML_DSA[spec].internal.verify(signature, message, publicKey, { externalMu: true })
        : ML_DSA[spec].verify(signature, message, publicKey),
    ),
  mlKemKeys: ({ spec, seed }) => ML_KEM[spec].keygen(seed),
  mlKemEncapsulate: ({ spec, publicKey, randomness }) => ML_KEM[spec].encapsulate(publicKey, randomness),
  mlKemDecapsulate: ({ spec, secretKey, cipherText }) => ML_KEM[spec].decapsulate(cipherText, secretKey),
};

/** A signature that cannot even be read is a wrong one. */
function isTrue(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}
