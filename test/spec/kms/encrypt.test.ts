/**
 * Encrypt, Decrypt, ReEncrypt, data keys and random bytes through the SDK.
 */
import {
  createDecipheriv,
  createPublicKey,
  createCipheriv,
  publicEncrypt,
  constants,
  createPrivateKey,
} from "node:crypto";
import {
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyLastUsageCommand,
  GetPublicKeyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { bytes, type KmsWorld, refused, startKms, text } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const sealed = async (KeyId: string, plaintext = "hello", EncryptionContext?: Record<string, string>) => {
  const { CiphertextBlob } = await world.kms.send(
    new EncryptCommand({ KeyId, Plaintext: bytes(plaintext), ...(EncryptionContext && { EncryptionContext }) }),
  );
  return CiphertextBlob ?? new Uint8Array();
};

describe("a symmetric key", () => {
  test("decrypts what it encrypted without being named", async () => {
    const { KeyId, Arn } = await world.key();
    const encrypted = await world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("hello") }));
    expect(encrypted).toMatchObject({ KeyId: Arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
    const decrypted = await world.kms.send(new DecryptCommand({ CiphertextBlob: encrypted.CiphertextBlob }));
    expect(decrypted).toMatchObject({ KeyId: Arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
    expect(decrypted.KeyMaterialId).toMatch(/^[0-9a-f]{64}$/);
    expect(text(decrypted.Plaintext)).toBe("hello");
  });

  test("never makes the same ciphertext twice", async () => {
    const { KeyId } = await world.key();
    expect(Buffer.from(await sealed(KeyId))).not.toEqual(Buffer.from(await sealed(KeyId)));
  });

  test("authenticates the encryption context, in any order of its pairs", async () => {
    const { KeyId } = await world.key();
    const CiphertextBlob = await sealed(KeyId, "hello", { team: "ml", stage: "test" });
    const open = (EncryptionContext?: Record<string, string>) =>
      world.kms.send(new DecryptCommand({ CiphertextBlob, ...(EncryptionContext && { EncryptionContext }) }));
    expect(text((await open({ stage: "test", team: "ml" })).Plaintext)).toBe("hello");
    await refused(open(), "InvalidCiphertextException");
    await refused(open({ team: "ml" }), "InvalidCiphertextException");
    await refused(open({ team: "ml", stage: "Test" }), "InvalidCiphertextException");
    await refused(open({ teamm: "l", stage: "test" }), "InvalidCiphertextException");
  });

  test("finds every change of one bit in its ciphertexts", async () => {
    const { KeyId } = await world.key();
    const CiphertextBlob = await sealed(KeyId, "x");
    for (let at = 0; at < CiphertextBlob.length; at += 1) {
      const changed = Uint8Array.from(CiphertextBlob);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const named = world.kms.send(new DecryptCommand({ KeyId, CiphertextBlob: changed }));
      await expect(named, `byte ${at}`).rejects.toMatchObject({
        name: expect.stringMatching(/^(?:InvalidCiphertextException|IncorrectKeyException)$/),
      });
    }
    await refused(
      world.kms.send(new DecryptCommand({ CiphertextBlob: CiphertextBlob.subarray(0, 40) })),
      "InvalidCiphertextException",
    );
  });

  test("is refused when the ciphertext is another key's", async () => {
    const [one, other] = [await world.key(), await world.key()];
    const CiphertextBlob = await sealed(one.KeyId);
    await refused(
      world.kms.send(new DecryptCommand({ KeyId: other.KeyId, CiphertextBlob })),
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
    const named = await world.kms.send(new DecryptCommand({ KeyId: one.Arn, CiphertextBlob }));
    expect(text(named.Plaintext)).toBe("hello");
  });

  test("does not work in another Region", async () => {
    const { KeyId } = await world.key();
    const CiphertextBlob = await sealed(KeyId);
    const error = await expectServiceError(world.inRegion("eu-west-1").send(new DecryptCommand({ CiphertextBlob })), {
      name: "AccessDeniedException",
      status: 400,
    });
    expect(error["message"]).toContain("customer master key");
  });

  test("re-encrypts under another key and context", async () => {
    const [one, other] = [await world.key(), await world.key()];
    const CiphertextBlob = await sealed(one.KeyId, "hello", { a: "1" });
    const moved = await world.kms.send(
      new ReEncryptCommand({
        CiphertextBlob,
        SourceEncryptionContext: { a: "1" },
        DestinationKeyId: other.KeyId,
        DestinationEncryptionContext: { b: "2" },
      }),
    );
    expect(moved).toMatchObject({
      SourceKeyId: one.Arn,
      KeyId: other.Arn,
      SourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      DestinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
    });
    const opened = await world.kms.send(
      new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { b: "2" } }),
    );
    expect(opened.KeyId).toBe(other.Arn);
    expect(text(opened.Plaintext)).toBe("hello");
  });

  test("tells when it was last used, and for what", async () => {
    const { KeyId } = await world.key();
    const before = await world.kms.send(new GetKeyLastUsageCommand({ KeyId }));
    expect(before.KeyLastUsage).toEqual({});
    await sealed(KeyId);
    const after = await world.kms.send(new GetKeyLastUsageCommand({ KeyId }));
    expect(after.KeyLastUsage).toMatchObject({ Operation: "Encrypt", Timestamp: new Date(world.clock.nowMs()) });
    expect(after.TrackingStartDate).toEqual(after.KeyCreationDate);
  });
});

describe("an RSA key", () => {
  test.each(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] as const)(
    "opens with %s what anybody sealed with its public key",
    async (EncryptionAlgorithm) => {
      const { KeyId } = await world.key({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
      const { PublicKey, EncryptionAlgorithms } = await world.kms.send(new GetPublicKeyCommand({ KeyId }));
      expect(EncryptionAlgorithms).toEqual(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]);
      const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
      const oaepHash = EncryptionAlgorithm === "RSAES_OAEP_SHA_1" ? "sha1" : "sha256";
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const CiphertextBlob = publicEncrypt({ key, padding, oaepHash }, bytes("from outside"));
      const opened = await world.kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }));
      expect(text(opened.Plaintext)).toBe("from outside");
      expect(opened.KeyMaterialId).toBeUndefined();
    },
  );

  test("encrypts as much as its modulus takes, and says how much that is", async () => {
    const { KeyId } = await world.key({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    const encrypt = (length: number) =>
      world.kms.send(
        new EncryptCommand({ KeyId, Plaintext: new Uint8Array(length), EncryptionAlgorithm: "RSAES_OAEP_SHA_256" }),
      );
    expect((await encrypt(190)).CiphertextBlob).toHaveLength(256);
    await refused(
      encrypt(191),
      "ValidationException",
      "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
    );
  });

  test("refuses the default algorithm and an encryption context", async () => {
    const { KeyId } = await world.key({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    await refused(
      world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x") })),
      "InvalidKeyUsageException",
      "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.",
    );
    await refused(
      world.kms.send(
        new EncryptCommand({
          KeyId,
          Plaintext: bytes("x"),
          EncryptionAlgorithm: "RSAES_OAEP_SHA_1",
          EncryptionContext: { a: "b" },
        }),
      ),
      "ValidationException",
      "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.",
    );
  });
});

describe("data keys", () => {
  test("open what was sealed outside: the envelope of the Encryption SDK", async () => {
    const { KeyId, Arn } = await world.key();
    const EncryptionContext = { "aws-crypto-public-key": "A1b2", purpose: "test" };
    const made = await world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", EncryptionContext }));
    expect(made.KeyId).toBe(Arn);
    expect(made.Plaintext).toHaveLength(32);
    const iv = Buffer.alloc(12, 7);
    const cipher = createCipheriv("aes-256-gcm", Buffer.from(made.Plaintext ?? []), iv);
    const message = Buffer.concat([cipher.update("the message"), cipher.final()]);
    const { Plaintext: key = new Uint8Array() } = await world.kms.send(
      new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext, KeyId: Arn }),
    );
    const decipher = createDecipheriv("aes-256-gcm", key, iv).setAuthTag(cipher.getAuthTag());
    expect(Buffer.concat([decipher.update(message), decipher.final()]).toString()).toBe("the message");
  });

  test("come in the size asked for, with or without plaintext", async () => {
    const { KeyId } = await world.key();
    const short = await world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_128" }));
    expect(short.Plaintext).toHaveLength(16);
    const blind = await world.kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 1024 }));
    expect(blind).not.toHaveProperty("Plaintext");
    const opened = await world.kms.send(new DecryptCommand({ CiphertextBlob: blind.CiphertextBlob }));
    expect(opened.Plaintext).toHaveLength(1024);
  });

  test("need a length or a spec, one of them", async () => {
    const { KeyId } = await world.key();
    const message = "Please specify either number of bytes or key spec.";
    await refused(world.kms.send(new GenerateDataKeyCommand({ KeyId })), "ValidationException", message);
    await refused(
      world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", NumberOfBytes: 32 })),
      "ValidationException",
      message,
    );
    await refused(
      world.kms.send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 1025 })),
      "ValidationException",
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    );
  });

  test("are made by symmetric keys only", async () => {
    const { KeyId } = await world.key({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    await refused(
      world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" })),
      "InvalidKeyUsageException",
      "You cannot generate a data key with an asymmetric CMK",
    );
  });

  test.each(["RSA_2048", "ECC_NIST_P256", "ECC_NIST_P521", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519"] as const)(
    "of spec %s are pairs whose halves belong together",
    async (KeyPairSpec) => {
      const { KeyId } = await world.key();
      const pair = await world.kms.send(new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec }));
      const opened = await world.kms.send(new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob }));
      expect(opened.Plaintext).toEqual(pair.PrivateKeyPlaintext);
      const privateKey = createPrivateKey({
        key: Buffer.from(pair.PrivateKeyPlaintext ?? []),
        format: "der",
        type: "pkcs8",
      });
      const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" });
      expect(Buffer.from(pair.PublicKey ?? [])).toEqual(publicKey);
    },
  );

  test("come without the plaintext half when asked so", async () => {
    const { KeyId } = await world.key();
    const pair = await world.kms.send(
      new GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec: "ML_KEM_768" }),
    );
    expect(pair).not.toHaveProperty("PrivateKeyPlaintext");
    // SubjectPublicKeyInfo of 1,184 bytes of key.
    expect(pair.PublicKey).toHaveLength(1206);
    const opened = await world.kms.send(new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob }));
    expect(opened.Plaintext).toHaveLength(86);
  });
});

describe("errors, in AWS's order", () => {
  test("a name that names no key", async () => {
    const encrypt = (KeyId: string) => world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x") }));
    const { accountId } = world.server;
    await refused(encrypt("fake-key-id"), "NotFoundException", "Invalid keyId 'fake-key-id'");
    const missing = "11111111-2222-3333-4444-555555555555";
    await refused(
      encrypt(missing),
      "NotFoundException",
      `Key 'arn:aws:kms:us-east-1:${accountId}:key/${missing}' does not exist`,
    );
    await refused(
      encrypt("alias/nobody"),
      "NotFoundException",
      `Alias arn:aws:kms:us-east-1:${accountId}:alias/nobody is not found.`,
    );
    await refused(
      encrypt(`arn:aws:kms:eu-west-1:${accountId}:key/${missing}`),
      "NotFoundException",
      "Invalid arn eu-west-1",
    );
  });

  test("usage before state before algorithm", async () => {
    const signing = await world.key({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    await world.kms.send(new DisableKeyCommand({ KeyId: signing.KeyId }));
    await refused(
      world.kms.send(new EncryptCommand({ KeyId: signing.KeyId, Plaintext: bytes("x") })),
      "InvalidKeyUsageException",
      `${signing.Arn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
    );
    const symmetric = await world.key();
    await world.kms.send(new DisableKeyCommand({ KeyId: symmetric.KeyId }));
    await refused(
      world.kms.send(
        new EncryptCommand({
          KeyId: symmetric.KeyId,
          Plaintext: bytes("x"),
          EncryptionAlgorithm: "RSAES_OAEP_SHA_256",
        }),
      ),
      "DisabledException",
      `${symmetric.Arn} is disabled.`,
    );
  });

  test("a key that waits for its deletion, and a ciphertext of it", async () => {
    const { KeyId, Arn } = await world.key();
    const CiphertextBlob = await sealed(KeyId);
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    const message = `${Arn} is pending deletion.`;
    await refused(
      world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x") })),
      "KMSInvalidStateException",
      message,
    );
    await refused(world.kms.send(new DecryptCommand({ CiphertextBlob })), "KMSInvalidStateException", message);
  });

  test("a dry run fails when all else is well, and only then", async () => {
    const { KeyId } = await world.key();
    const CiphertextBlob = await sealed(KeyId);
    const dry = { DryRun: true } as const;
    await refused(
      world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x"), ...dry })),
      "DryRunOperationException",
    );
    await refused(world.kms.send(new DecryptCommand({ CiphertextBlob, ...dry })), "DryRunOperationException");
    await refused(
      world.kms.send(new DecryptCommand({ KeyId, ...dry, DryRunModifiers: ["IGNORE_CIPHERTEXT"] })),
      "DryRunOperationException",
    );
    await refused(
      world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", ...dry })),
      "DryRunOperationException",
    );
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    await refused(world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x"), ...dry })), "DisabledException");
  });

  test("a Nitro recipient is refused honestly", async () => {
    const { KeyId } = await world.key();
    const Recipient = { AttestationDocument: new Uint8Array(8), KeyEncryptionAlgorithm: "RSAES_OAEP_SHA_256" } as const;
    await expectServiceError(world.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", Recipient })), {
      name: "NotImplemented",
      status: 501,
    });
  });
});

describe("limits", () => {
  test("4,096 bytes of plaintext", async () => {
    const { KeyId } = await world.key();
    const encrypt = (length: number) =>
      world.kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(length) }));
    expect((await encrypt(4096)).CiphertextBlob?.length).toBeLessThanOrEqual(6144);
    await refused(
      encrypt(4097),
      "ValidationException",
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
    await refused(encrypt(0), "ValidationException", /greater than or equal to 1$/);
  });

  test("1 to 1,024 random bytes", async () => {
    const random = (NumberOfBytes?: number) => world.kms.send(new GenerateRandomCommand({ NumberOfBytes }));
    expect((await random(1024)).Plaintext).toHaveLength(1024);
    expect((await random(32)).Plaintext).not.toEqual((await random(32)).Plaintext);
    await refused(random(), "ValidationException", "NumberOfBytes is required.");
    await refused(
      random(0),
      "ValidationException",
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
    await refused(random(1025), "ValidationException", /less than or equal to 1024$/);
  });
});
