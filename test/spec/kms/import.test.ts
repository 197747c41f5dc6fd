/**
 * Imported key material through the SDK: wrapping as clients do it, expiry on the clock, the same material again, rotation on demand.
 */
import {
  constants,
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  verify as nodeVerify,
} from "node:crypto";
import {
  type AlgorithmSpec,
  DecryptCommand,
  DeleteImportedKeyMaterialCommand,
  EncryptCommand,
  GenerateMacCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type ImportKeyMaterialCommandInput,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type WrappingKeySpec,
} from "@aws-sdk/client-kms";
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, DAY_MS, type KmsWorld, refused, startKms, text } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const parameters = (
  KeyId: string,
  WrappingAlgorithm: AlgorithmSpec = "RSAES_OAEP_SHA_256",
  WrappingKeySpec: WrappingKeySpec = "RSA_2048",
) => world.kms.send(new GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec }));

/** As AWS's guide tells it for OpenSSL. */
function wrap(material: Uint8Array, publicKey: Uint8Array | undefined, algorithm: AlgorithmSpec): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(publicKey ?? []), format: "der", type: "spki" });
  const oaep = (data: Uint8Array) =>
    publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: algorithm.endsWith("SHA_1") ? "sha1" : "sha256" },
      data,
    );
  if (algorithm.startsWith("RSAES")) return oaep(material);
  const aes = randomBytes(32);
  const cipher = createCipheriv("id-aes256-wrap-pad", aes, Buffer.from("a65959a6", "hex"));
  return Buffer.concat([oaep(aes), cipher.update(material), cipher.final()]);
}

async function importInto(
  KeyId: string,
  material: Uint8Array,
  options: Partial<ImportKeyMaterialCommandInput> = { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" },
  algorithm: AlgorithmSpec = "RSAES_OAEP_SHA_256",
) {
  const { PublicKey, ImportToken } = await parameters(KeyId, algorithm);
  const EncryptedKeyMaterial = wrap(material, PublicKey, algorithm);
  return world.kms.send(new ImportKeyMaterialCommand({ KeyId, ImportToken, EncryptedKeyMaterial, ...options }));
}

const encrypt = async (KeyId: string) =>
  (await world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("secret") }))).CiphertextBlob;
const materials = async (KeyId: string) =>
  (await world.kms.send(new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" }))).Rotations ??
  [];

describe("a symmetric key", () => {
  test.each(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"] as const)(
    "takes material wrapped with %s",
    async (algorithm) => {
      const { KeyId, Arn, KeyState, Enabled } = await world.key({ Origin: "EXTERNAL" });
      expect({ KeyState, Enabled }).toEqual({ KeyState: "PendingImport", Enabled: false });
      await refused(encrypt(KeyId), "KMSInvalidStateException", `${Arn} is pending import.`);
      const imported = await importInto(KeyId, randomBytes(32), undefined, algorithm);
      expect(imported).toMatchObject({ KeyId: Arn, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await world.describe(KeyId)).toMatchObject({
        KeyState: "Enabled",
        Origin: "EXTERNAL",
        ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      });
      const opened = await world.kms.send(new DecryptCommand({ CiphertextBlob: await encrypt(KeyId) }));
      expect(text(opened.Plaintext)).toBe("secret");
      expect(opened.KeyMaterialId).toBe(imported.KeyMaterialId);
    },
  );

  test("is useless without its material, and works again with the same", async () => {
    const { KeyId, Arn } = await world.key({ Origin: "EXTERNAL" });
    const material = randomBytes(32);
    const { KeyMaterialId } = await importInto(KeyId, material);
    const CiphertextBlob = await encrypt(KeyId);
    const deleted = await world.kms.send(new DeleteImportedKeyMaterialCommand({ KeyId }));
    expect(deleted).toMatchObject({ KeyId: Arn, KeyMaterialId });
    expect(await world.describe(KeyId)).not.toHaveProperty("ExpirationModel");
    await refused(
      world.kms.send(new DecryptCommand({ CiphertextBlob })),
      "KMSInvalidStateException",
      `${Arn} is pending import.`,
    );
    await refused(importInto(KeyId, randomBytes(32)), "IncorrectKeyMaterialException");
    await importInto(KeyId, material);
    expect(text((await world.kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("secret");
  });

  test("loses its material when it expires on the clock", async () => {
    const { KeyId, Arn } = await world.key({ Origin: "EXTERNAL" });
    const material = randomBytes(32);
    const ValidTo = new Date(world.clock.nowMs() + 10 * DAY_MS);
    await importInto(KeyId, material, { ValidTo });
    expect(await world.describe(KeyId)).toMatchObject({ ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo });
    const CiphertextBlob = await encrypt(KeyId);
    world.clock.advance(10 * DAY_MS);
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "PendingImport" });
    await refused(
      world.kms.send(new DecryptCommand({ CiphertextBlob })),
      "KMSInvalidStateException",
      `${Arn} is pending import.`,
    );
    await importInto(KeyId, material);
    expect(text((await world.kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("secret");
  });

  test("takes new material for a rotation on demand, and needs all it ever had", async () => {
    const { KeyId } = await world.key({ Origin: "EXTERNAL" });
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const one = await importInto(KeyId, first);
    const CiphertextBlob = await encrypt(KeyId);
    await refused(world.kms.send(new RotateKeyOnDemandCommand({ KeyId })), "KMSInvalidStateException");
    const two = await importInto(KeyId, second, {
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      ImportType: "NEW_KEY_MATERIAL",
      KeyMaterialDescription: "from the new HSM",
    });
    expect(await materials(KeyId)).toEqual([
      expect.objectContaining({
        KeyMaterialId: one.KeyMaterialId,
        KeyMaterialState: "CURRENT",
        ImportState: "IMPORTED",
      }),
      expect.objectContaining({
        KeyMaterialId: two.KeyMaterialId,
        KeyMaterialState: "PENDING_ROTATION",
        KeyMaterialDescription: "from the new HSM",
      }),
    ]);
    await world.kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    const now = await world.kms.send(new DecryptCommand({ CiphertextBlob: await encrypt(KeyId) }));
    expect(now.KeyMaterialId).toBe(two.KeyMaterialId);
    const old = await world.kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(old.KeyMaterialId).toBe(one.KeyMaterialId);
    await world.kms.send(new DeleteImportedKeyMaterialCommand({ KeyId, KeyMaterialId: one.KeyMaterialId }));
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "PendingImport" });
    expect((await materials(KeyId))[0]).toMatchObject({ ImportState: "PENDING_IMPORT" });
    await importInto(KeyId, first, {
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      KeyMaterialId: one.KeyMaterialId,
    });
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "Enabled" });
  });
});

describe("other keys", () => {
  test("HMAC keys compute what their material computes anywhere", async () => {
    const { KeyId } = await world.key({ Origin: "EXTERNAL", KeySpec: "HMAC_512", KeyUsage: "GENERATE_VERIFY_MAC" });
    const material = randomBytes(64);
    const imported = await importInto(KeyId, material);
    expect(imported.KeyMaterialId).toBeUndefined();
    const Message = bytes("message");
    const { Mac } = await world.kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm: "HMAC_SHA_512", Message }));
    expect(Buffer.from(Mac ?? [])).toEqual(createHmac("sha512", material).update(Message).digest());
  });

  test.each([
    ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ["ECC_NIST_P384", "ECDSA_SHA_384", () => generateKeyPairSync("ec", { namedCurve: "secp384r1" })],
  ] as const)("a %s private key signs for its public key", async (KeySpec, SigningAlgorithm, makePair) => {
    const { KeyId } = await world.key({ Origin: "EXTERNAL", KeySpec, KeyUsage: "SIGN_VERIFY" });
    const pair = makePair();
    const material = pair.privateKey.export({ format: "der", type: "pkcs8" });
    await importInto(KeyId, material, { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }, "RSA_AES_KEY_WRAP_SHA_256");
    const Message = bytes("message");
    const { Signature = new Uint8Array() } = await world.kms.send(
      new SignCommand({ KeyId, SigningAlgorithm, Message }),
    );
    expect(nodeVerify(`sha${SigningAlgorithm.slice(-3)}`, Message, pair.publicKey, Signature)).toBe(true);
    const other = makePair().privateKey.export({ format: "der", type: "pkcs8" });
    await refused(
      importInto(KeyId, other, { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }, "RSA_AES_KEY_WRAP_SHA_256"),
      "IncorrectKeyMaterialException",
    );
  });
});

describe("errors", () => {
  test("keys with material of our own take none", async () => {
    const { KeyId, Arn } = await world.key();
    await refused(
      parameters(KeyId),
      "UnsupportedOperationException",
      `${Arn} origin is AWS_KMS which is not valid for this operation.`,
    );
  });

  test("a token is for one key and for 24 hours", async () => {
    const [one, other] = [await world.key({ Origin: "EXTERNAL" }), await world.key({ Origin: "EXTERNAL" })];
    const { ImportToken, PublicKey, ParametersValidTo } = await parameters(one.KeyId);
    expect(ParametersValidTo).toEqual(new Date(world.clock.nowMs() + DAY_MS));
    const EncryptedKeyMaterial = wrap(randomBytes(32), PublicKey, "RSAES_OAEP_SHA_256");
    const send = (KeyId: string, token = ImportToken) =>
      world.kms.send(
        new ImportKeyMaterialCommand({
          KeyId,
          ImportToken: token,
          EncryptedKeyMaterial,
          ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }),
      );
    await refused(send(other.KeyId), "InvalidImportTokenException");
    await refused(send(one.KeyId, bytes("no token")), "InvalidImportTokenException");
    world.clock.advance(DAY_MS);
    await refused(send(one.KeyId), "ExpiredImportTokenException");
  });

  test("material that was not wrapped so, or is not of the key's spec", async () => {
    const { KeyId } = await world.key({ Origin: "EXTERNAL" });
    const { ImportToken } = await parameters(KeyId);
    await refused(
      world.kms.send(
        new ImportKeyMaterialCommand({
          KeyId,
          ImportToken,
          EncryptedKeyMaterial: randomBytes(256),
          ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }),
      ),
      "InvalidCiphertextException",
    );
    await refused(importInto(KeyId, randomBytes(16)), "IncorrectKeyMaterialException");
  });

  test("expiry dates that make no sense", async () => {
    const { KeyId } = await world.key({ Origin: "EXTERNAL" });
    const now = world.clock.nowMs();
    await refused(
      importInto(KeyId, randomBytes(32), { ExpirationModel: "KEY_MATERIAL_EXPIRES" }),
      "ValidationException",
      "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES",
    );
    await refused(importInto(KeyId, randomBytes(32), { ValidTo: new Date(now) }), "ValidationException");
    await refused(importInto(KeyId, randomBytes(32), { ValidTo: new Date(now + 366 * DAY_MS) }), "ValidationException");
  });

  test("wrapping that cannot hold the key, or is not done any more", async () => {
    const rsa = await world.key({ Origin: "EXTERNAL", KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
    await refused(parameters(rsa.KeyId, "RSAES_OAEP_SHA_256"), "ValidationException");
    const { KeyId, Arn } = await world.key({ Origin: "EXTERNAL" });
    await refused(parameters(KeyId, "RSAES_PKCS1_V1_5"), "UnsupportedOperationException");
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await refused(parameters(KeyId), "KMSInvalidStateException", `${Arn} is pending deletion.`);
  });
});
