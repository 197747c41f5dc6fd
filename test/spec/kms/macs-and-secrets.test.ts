/**
 * MACs, shared secrets and encapsulation through the SDK, against node:crypto and noble.
 */
import { createHmac, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import {
  DecapsulateCommand,
  DeriveSharedSecretCommand,
  EncapsulateCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
import { ml_kem1024, ml_kem512, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, type KmsWorld, refused, startKms } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

describe("MACs", () => {
  test.each([
    ["HMAC_224", "HMAC_SHA_224", 28],
    ["HMAC_256", "HMAC_SHA_256", 32],
    ["HMAC_384", "HMAC_SHA_384", 48],
    ["HMAC_512", "HMAC_SHA_512", 64],
  ] as const)("a %s key makes and verifies them", async (KeySpec, MacAlgorithm, length) => {
    const { KeyId, Arn } = await world.key({ KeySpec, KeyUsage: "GENERATE_VERIFY_MAC" });
    const Message = bytes("message");
    const { Mac, KeyId: by } = await world.kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message }));
    expect(by).toBe(Arn);
    expect(Mac).toHaveLength(length);
    const verify = (Message: Uint8Array) => world.kms.send(new VerifyMacCommand({ KeyId, MacAlgorithm, Message, Mac }));
    expect(await verify(Message)).toMatchObject({ MacValid: true, MacAlgorithm });
    await refused(verify(bytes("Message")), "KMSInvalidMacException");
  });

  test("another algorithm or another kind of key is refused", async () => {
    const { KeyId } = await world.key({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    const Message = bytes("m");
    await refused(
      world.kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm: "HMAC_SHA_512", Message })),
      "InvalidKeyUsageException",
      "Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.",
    );
    const other = await world.key();
    await refused(
      world.kms.send(new GenerateMacCommand({ KeyId: other.KeyId, MacAlgorithm: "HMAC_SHA_256", Message })),
      "InvalidKeyUsageException",
      `${other.Arn} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
    );
    await refused(
      world.kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm: "INVALID" as "HMAC_SHA_256", Message })),
      "ValidationException",
      "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
    );
    // A key of the same bytes would give what node:crypto gives.
    expect(createHmac("sha256", "k").update("m").digest()).toHaveLength(32);
  });
});

describe("shared secrets", () => {
  test.each([
    ["ECC_NIST_P256", "prime256v1"],
    ["ECC_NIST_P384", "secp384r1"],
    ["ECC_NIST_P521", "secp521r1"],
  ] as const)("%s agrees with a peer's node:crypto", async (KeySpec, namedCurve) => {
    const { KeyId, Arn } = await world.key({ KeySpec, KeyUsage: "KEY_AGREEMENT" });
    const { PublicKey: ours } = await world.kms.send(new GetPublicKeyCommand({ KeyId }));
    const peer = generateKeyPairSync("ec", { namedCurve });
    const derived = await world.kms.send(
      new DeriveSharedSecretCommand({
        KeyId,
        KeyAgreementAlgorithm: "ECDH",
        PublicKey: peer.publicKey.export({ format: "der", type: "spki" }),
      }),
    );
    expect(derived).toMatchObject({ KeyId: Arn, KeyOrigin: "AWS_KMS", KeyAgreementAlgorithm: "ECDH" });
    const publicKey = createPublicKey({ key: Buffer.from(ours ?? []), format: "der", type: "spki" });
    const secret = diffieHellman({ privateKey: peer.privateKey, publicKey });
    expect(Buffer.from(derived.SharedSecret ?? [])).toEqual(secret);
  });

  test("a peer's key of another curve, or no key at all, is refused", async () => {
    const { KeyId } = await world.key({ KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" });
    const derive = (PublicKey: Uint8Array) =>
      world.kms.send(new DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey }));
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
    await refused(derive(publicKey.export({ format: "der", type: "spki" })), "ValidationException");
    await refused(derive(bytes("nonsense")), "ValidationException");
  });
});

describe("encapsulation", () => {
  test.each([
    ["ML_KEM_512", ml_kem512, 800, 768],
    ["ML_KEM_768", ml_kem768, 1184, 1088],
    ["ML_KEM_1024", ml_kem1024, 1568, 1568],
  ] as const)("%s gives both sides one secret", async (KeySpec, scheme, publicBytes, cipherBytes) => {
    const { KeyId, Arn } = await world.key({ KeySpec, KeyUsage: "ENCAPSULATE_DECAPSULATE" });
    const EncapsulationAlgorithm = "ML_KEM" as const;
    const made = await world.kms.send(new EncapsulateCommand({ KeyId, EncapsulationAlgorithm }));
    expect(made.KeyId).toBe(Arn);
    expect(made.SharedSecret).toHaveLength(32);
    expect(made.SharedSecretCiphertextBlob).toHaveLength(cipherBytes);
    const decapsulate = (SharedSecretCiphertextBlob: Uint8Array | undefined) =>
      world.kms.send(new DecapsulateCommand({ KeyId, EncapsulationAlgorithm, SharedSecretCiphertextBlob }));
    expect((await decapsulate(made.SharedSecretCiphertextBlob)).SharedSecret).toEqual(made.SharedSecret);
    const { PublicKey } = await world.kms.send(new GetPublicKeyCommand({ KeyId }));
    const outside = scheme.encapsulate((PublicKey ?? new Uint8Array()).subarray(-publicBytes));
    expect(Buffer.from((await decapsulate(outside.cipherText)).SharedSecret ?? [])).toEqual(
      Buffer.from(outside.sharedSecret),
    );
    await refused(decapsulate(outside.cipherText.subarray(1)), "InvalidCiphertextException");
  });
});
