/**
 * New key material for each spec. Key pairs of RSA and elliptic curves are made in libuv's pool, those of ML-DSA and ML-KEM in the worker
 * thread: RSA 4096 takes seconds and must not hold up anybody.
 */
import { generateKeyPair, type KeyPairKeyObjectResult } from "node:crypto";
import { promisify } from "node:util";
import type { KeySpec } from "@aws-sdk/client-kms";
import type { Random } from "../../../runtime/random.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { privateKeyInfoOfSeed, publicKeyInfo } from "./der.ts";
import type { MlDsaSpec, MlKemSpec } from "./noble-jobs.ts";
import type { NobleThread } from "./noble-thread.ts";

export interface NewMaterial {
  /** As `Material.secret`. */
  readonly secret: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array | undefined;
}

export interface KeyMaker {
  readonly runtime: { readonly random: Random };
  readonly noble: NobleThread;
}

const makePair = promisify(generateKeyPair);

export async function generateMaterial(spec: KeySpec, { runtime: { random }, noble }: KeyMaker): Promise<NewMaterial> {
  const { family, bits = 0, curve = "" } = factsOfSpec(spec);
  switch (family) {
    case "symmetric":
    case "hmac":
      return { secret: random.bytes(bits / 8), publicKey: undefined };
    case "rsa":
      return pairOf(await makePair("rsa", { modulusLength: bits }));
    case "ecc":
      return pairOf(await makePair("ec", { namedCurve: curve }));
    case "ed25519":
      return pairOf(await makePair("ed25519"));
    case "ml-dsa": {
      const keys = await noble.run("mlDsaKeys", { spec: spec as MlDsaSpec, seed: random.bytes(32) });
      return { secret: keys.secretKey, publicKey: publicKeyInfo(spec as MlDsaSpec, keys.publicKey) };
    }
    case "ml-kem": {
      const keys = await noble.run("mlKemKeys", { spec: spec as MlKemSpec, seed: random.bytes(64) });
      return { secret: keys.secretKey, publicKey: publicKeyInfo(spec as MlKemSpec, keys.publicKey) };
    }
  }
}

function pairOf({ publicKey, privateKey }: KeyPairKeyObjectResult): NewMaterial {
  return {
    secret: privateKey.export({ type: "pkcs8", format: "der" }),
    publicKey: publicKey.export({ type: "spki", format: "der" }),
  };
}

/** A pair that leaves the service: the private key as PKCS #8. */
export async function generateDataKeyPairMaterial(
  spec: KeySpec,
  maker: KeyMaker,
): Promise<{ readonly privateKey: Uint8Array; readonly publicKey: Uint8Array }> {
  if (factsOfSpec(spec).family === "ml-kem") {
    const seed = maker.runtime.random.bytes(64);
    const { publicKey } = await maker.noble.run("mlKemKeys", { spec: spec as MlKemSpec, seed });
    return {
      privateKey: privateKeyInfoOfSeed(spec as MlKemSpec, seed),
      publicKey: publicKeyInfo(spec as MlKemSpec, publicKey),
    };
  }
  const { secret, publicKey } = await generateMaterial(spec, maker);
  return { privateKey: secret, publicKey: publicKey ?? new Uint8Array() };
}
