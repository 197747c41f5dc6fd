/**
 * Sign and Verify through the SDK, each signature checked by an implementation that did not make it where there is one.
 */
import { constants, createHash, createPublicKey, type KeyObject, verify as nodeVerify } from "node:crypto";
import {
  GetPublicKeyCommand,
  type KeySpec,
  type MessageType,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import { ed25519ph } from "@noble/curves/ed25519.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ml_dsa44, ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, type KmsWorld, refused, startKms } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const message = bytes("the message");

async function signer(KeySpec: KeySpec) {
  const { KeyId, Arn } = await world.key({ KeySpec, KeyUsage: "SIGN_VERIFY" });
  const { PublicKey } = await world.kms.send(new GetPublicKeyCommand({ KeyId }));
  const info = Buffer.from(PublicKey ?? []);
  const sign = async (
    SigningAlgorithm: SigningAlgorithmSpec,
    Message: Uint8Array,
    MessageType: MessageType = "RAW",
  ) => {
    const signed = await world.kms.send(new SignCommand({ KeyId, SigningAlgorithm, Message, MessageType }));
    expect(signed).toMatchObject({ KeyId: Arn, SigningAlgorithm });
    return signed.Signature ?? new Uint8Array();
  };
  const verify = (
    SigningAlgorithm: SigningAlgorithmSpec,
    Message: Uint8Array,
    Signature: Uint8Array,
    MessageType: MessageType = "RAW",
  ) => world.kms.send(new VerifyCommand({ KeyId, SigningAlgorithm, Message, Signature, MessageType }));
  const publicKey = (): KeyObject => createPublicKey({ key: info, format: "der", type: "spki" });
  return { KeyId, Arn, info, publicKey, sign, verify };
}

const flipped = (signature: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(signature);
  const at = changed.length - 5;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

describe("RSA", () => {
  const rsa = {
    RSASSA_PSS: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    RSASSA_PKCS1_V1_5: { padding: constants.RSA_PKCS1_PADDING },
  } as const;

  test.each(["RSA_2048", "RSA_3072"] as const)(
    "%s signs messages and digests alike, for OpenSSL too",
    async (KeySpec) => {
      const key = await signer(KeySpec);
      for (const [scheme, options] of Object.entries(rsa)) {
        for (const size of ["256", "384", "512"]) {
          const algorithm = `${scheme}_SHA_${size}` as SigningAlgorithmSpec;
          const digest = createHash(`sha${size}`).update(message).digest();
          const ofMessage = await key.sign(algorithm, message);
          const ofDigest = await key.sign(algorithm, digest, "DIGEST");
          for (const signature of [ofMessage, ofDigest]) {
            expect(nodeVerify(`sha${size}`, message, { key: key.publicKey(), ...options }, signature), algorithm).toBe(
              true,
            );
            expect(await key.verify(algorithm, message, signature)).toMatchObject({ SignatureValid: true });
            expect(await key.verify(algorithm, digest, signature, "DIGEST")).toMatchObject({ SignatureValid: true });
            await refused(key.verify(algorithm, message, flipped(signature)), "KMSInvalidSignatureException");
            await refused(key.verify(algorithm, digest, flipped(signature), "DIGEST"), "KMSInvalidSignatureException");
          }
        }
      }
    },
  );
});

describe("elliptic curves", () => {
  const curves = {
    ECC_NIST_P256: ["256", p256],
    ECC_NIST_P384: ["384", p384],
    ECC_NIST_P521: ["512", p521],
    ECC_SECG_P256K1: ["256", secp256k1],
  } as const;

  test.each(Object.keys(curves) as (keyof typeof curves)[])("%s signs for OpenSSL and for noble", async (KeySpec) => {
    const [size, curve] = curves[KeySpec];
    const algorithm = `ECDSA_SHA_${size}` as SigningAlgorithmSpec;
    const key = await signer(KeySpec);
    const digest = createHash(`sha${size}`).update(message).digest();
    const { x = "", y = "" } = key.publicKey().export({ format: "jwk" });
    const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
    const ofMessage = await key.sign(algorithm, message);
    const ofDigest = await key.sign(algorithm, digest, "DIGEST");
    // OpenSSL made the first, noble the second; each is checked by the other.
    expect(curve.verify(ofMessage, digest, point, { prehash: false, lowS: false, format: "der" })).toBe(true);
    expect(nodeVerify(`sha${size}`, message, key.publicKey(), ofDigest)).toBe(true);
    for (const signature of [ofMessage, ofDigest]) {
      expect(await key.verify(algorithm, message, signature)).toMatchObject({ SignatureValid: true });
      expect(await key.verify(algorithm, digest, signature, "DIGEST")).toMatchObject({ SignatureValid: true });
      await refused(key.verify(algorithm, digest, flipped(signature), "DIGEST"), "KMSInvalidSignatureException");
      await refused(key.verify(algorithm, message, bytes("no signature")), "KMSInvalidSignatureException");
    }
  });

  test("Ed25519 signs messages for OpenSSL, and what was hashed for Ed25519ph", async () => {
    const key = await signer("ECC_NIST_EDWARDS25519");
    expect(key.info).toHaveLength(44);
    const signature = await key.sign("ED25519_SHA_512", message);
    expect(nodeVerify(undefined, message, key.publicKey(), signature)).toBe(true);
    expect(await key.verify("ED25519_SHA_512", message, signature)).toMatchObject({ SignatureValid: true });
    const digest = createHash("sha512").update(message).digest();
    const hashed = await key.sign("ED25519_PH_SHA_512", digest, "DIGEST");
    expect(ed25519ph.verify(hashed, digest, key.info.subarray(-32))).toBe(true);
    expect(await key.verify("ED25519_PH_SHA_512", digest, hashed, "DIGEST")).toMatchObject({ SignatureValid: true });
    await refused(key.verify("ED25519_PH_SHA_512", digest, signature, "DIGEST"), "KMSInvalidSignatureException");
  });
});

describe("ML-DSA", () => {
  const sizes = {
    ML_DSA_44: [1312, 2420, ml_dsa44],
    ML_DSA_65: [1952, 3309, ml_dsa65],
    ML_DSA_87: [2592, 4627, ml_dsa87],
  } as const;

  test.each(Object.keys(sizes) as (keyof typeof sizes)[])(
    "%s signs messages, and the same by their representative",
    async (KeySpec) => {
      const [publicBytes, signatureBytes, scheme] = sizes[KeySpec];
      const key = await signer(KeySpec);
      expect(key.info).toHaveLength(publicBytes + 22);
      const publicKey = key.info.subarray(-publicBytes);
      const signature = await key.sign("ML_DSA_SHAKE_256", message);
      expect(signature).toHaveLength(signatureBytes);
      expect(scheme.verify(signature, message, publicKey)).toBe(true);
      // FIPS 204, algorithm 2 and 7: mu = SHAKE256(SHAKE256(pk, 64) || 0 || 0 || M, 64), computed by OpenSSL.
      const shake = (data: Uint8Array) => createHash("shake256", { outputLength: 64 }).update(data).digest();
      const mu = shake(Buffer.concat([shake(publicKey), Uint8Array.of(0, 0), message]));
      expect(await key.verify("ML_DSA_SHAKE_256", mu, signature, "EXTERNAL_MU")).toMatchObject({
        SignatureValid: true,
      });
      const ofMu = await key.sign("ML_DSA_SHAKE_256", mu, "EXTERNAL_MU");
      expect(await key.verify("ML_DSA_SHAKE_256", message, ofMu)).toMatchObject({ SignatureValid: true });
      await refused(key.verify("ML_DSA_SHAKE_256", message, flipped(ofMu)), "KMSInvalidSignatureException");
      await refused(key.verify("ML_DSA_SHAKE_256", message, bytes("short")), "KMSInvalidSignatureException");
    },
  );
});

describe("errors", () => {
  test("an algorithm or message type that does not go with the key", async () => {
    const ed = await signer("ECC_NIST_EDWARDS25519");
    await refused(
      ed.sign("ECDSA_SHA_512", message),
      "InvalidKeyUsageException",
      "Algorithm ECDSA_SHA_512 is incompatible with key spec ECC_NIST_EDWARDS25519.",
    );
    await refused(
      ed.sign("ED25519_SHA_512", message, "DIGEST"),
      "ValidationException",
      "Message type DIGEST is incompatible with algorithm ED25519_SHA_512.",
    );
    await refused(
      ed.sign("ED25519_PH_SHA_512", message),
      "ValidationException",
      "Message type RAW is incompatible with algorithm ED25519_PH_SHA_512.",
    );
    const mlDsa = await signer("ML_DSA_44");
    await refused(
      mlDsa.sign("ML_DSA_SHAKE_256", message, "DIGEST"),
      "ValidationException",
      "Message type DIGEST is incompatible with key spec ML_DSA_44.",
    );
    await refused(mlDsa.sign("ML_DSA_SHAKE_256", message, "EXTERNAL_MU"), "ValidationException");
  });

  test("a digest of the wrong length, a message too long, a key that cannot sign", async () => {
    const ecc = await signer("ECC_NIST_P256");
    await refused(
      ecc.sign("ECDSA_SHA_256", message, "DIGEST"),
      "ValidationException",
      "Digest is invalid length for algorithm ECDSA_SHA_256.",
    );
    await refused(ecc.sign("ECDSA_SHA_256", new Uint8Array(4097)), "ValidationException");
    const { KeyId, Arn } = await world.key();
    await refused(
      world.kms.send(new SignCommand({ KeyId, Message: message, SigningAlgorithm: "ECDSA_SHA_256" })),
      "InvalidKeyUsageException",
      `${Arn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`,
    );
    await refused(world.kms.send(new GetPublicKeyCommand({ KeyId })), "UnsupportedOperationException");
    await refused(
      world.kms.send(
        new SignCommand({ KeyId: ecc.KeyId, Message: message, SigningAlgorithm: "ECDSA_SHA_256", DryRun: true }),
      ),
      "DryRunOperationException",
    );
  });
});
