/**
 * Key material in memory: unsealed once and kept, bounded, for as long as the record holds the same sealed bytes. So a rotation, a deletion or a new
 * import, by whatever process, is seen at once, and using a key costs no unsealing.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Sealer } from "../../../kit/ports/sealer.ts";
import { assert } from "../../../runtime/assert.ts";
import { MATERIALS_CACHED_MAX } from "../limits.ts";
import type { Place } from "../records.ts";

const PURPOSE = "kms-material";

/** Symmetric, HMAC: the raw key. RSA, EC, Ed25519: PKCS #8. ML-DSA, ML-KEM: the secret key of the standard. */
export interface Material {
  readonly version: number;
  readonly materialId: string;
  readonly secret: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array | undefined;
  readonly privateKeyObject: () => KeyObject;
  readonly publicKeyObject: () => KeyObject;
}

export interface StoredMaterial {
  readonly place: Place;
  readonly keyId: string;
  readonly version: number;
  readonly materialId: string;
  /** Base64. */
  readonly sealed: string;
  readonly publicKey: string | undefined;
}

export interface Materials {
  seal(owner: Pick<StoredMaterial, "place" | "keyId" | "version">, secret: Uint8Array): string;
  open(stored: StoredMaterial): Material;
}

export function createMaterials(sealer: Sealer): Materials {
  const known = new Map<string, { readonly sealed: string; readonly material: Material }>();
  return {
    seal: (owner, secret) => Buffer.from(sealer.seal(PURPOSE, secret, bindingOf(owner))).toString("base64"),
    open(stored) {
      const name = `${bindingOf(stored)}/${stored.place.region}`;
      const kept = known.get(name);
      if (kept?.sealed === stored.sealed) return kept.material;
      const secret = sealer.open(PURPOSE, Buffer.from(stored.sealed, "base64"), bindingOf(stored));
      assert(secret !== undefined, `key material of ${stored.keyId} cannot be unsealed with this root key`);
      const material = materialOf(stored, secret);
      if (known.size >= MATERIALS_CACHED_MAX) forgetOldest(known);
      known.delete(name);
      known.set(name, { sealed: stored.sealed, material });
      return material;
    },
  };
}

const bindingOf = ({ place, keyId, version }: Pick<StoredMaterial, "place" | "keyId" | "version">): string =>
  `${place.accountId}/${keyId}/${version}`;

function materialOf({ version, materialId, publicKey }: StoredMaterial, secret: Uint8Array): Material {
  let privateKeyObject: KeyObject | undefined;
  let publicKeyObject: KeyObject | undefined;
  const info = publicKey === undefined ? undefined : Buffer.from(publicKey, "base64");
  return {
    version,
    materialId,
    secret,
    publicKey: info,
    privateKeyObject: () =>
      (privateKeyObject ??= createPrivateKey({ key: Buffer.from(secret), format: "der", type: "pkcs8" })),
    publicKeyObject: () => {
      assert(info !== undefined, "only key pairs have a public key");
      return (publicKeyObject ??= createPublicKey({ key: info, format: "der", type: "spki" }));
    },
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  for (const name of known.keys()) {
    known.delete(name);
    return;
  }
}
