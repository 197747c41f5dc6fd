/**
 * What lies in the data directory, and who can read it: restarts with the right and the wrong root key or passphrase.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  EnableKeyRotationCommand,
  GetPublicKeyCommand,
  KMSClient,
  RotateKeyOnDemandCommand,
  SignCommand,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/kit/errors.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { bytes, text } from "./client.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lakebed-root-key-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function running<T>(
  options: TestServerOptions,
  use: (kms: KMSClient, server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await startTestServer({ dataDir: join(directory, "data"), ...options });
  try {
    return await use(server.client(KMSClient), server);
  } finally {
    await server.close();
  }
}

const encryptOne = async (kms: KMSClient) => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: bytes("kept") }),
  );
  return CiphertextBlob ?? new Uint8Array();
};
const decryptOne = async (kms: KMSClient, CiphertextBlob: Uint8Array) =>
  text((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext);

const A = "aa".repeat(32);
const B = "bb".repeat(32);

describe("a restart", () => {
  test("with the same data directory goes on decrypting and verifying, also what older material sealed", async () => {
    const before = await running({}, async (kms) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const KeyId = KeyMetadata?.KeyId ?? "";
      await kms.send(new EnableKeyRotationCommand({ KeyId }));
      const { CiphertextBlob = new Uint8Array() } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext: bytes("kept") }),
      );
      await kms.send(new RotateKeyOnDemandCommand({ KeyId }));
      const signing = await kms.send(new CreateKeyCommand({ KeySpec: "ML_DSA_44", KeyUsage: "SIGN_VERIFY" }));
      const SigningKeyId = signing.KeyMetadata?.KeyId ?? "";
      const { Signature } = await kms.send(
        new SignCommand({ KeyId: SigningKeyId, Message: bytes("m"), SigningAlgorithm: "ML_DSA_SHAKE_256" }),
      );
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: SigningKeyId }));
      return { CiphertextBlob, SigningKeyId, Signature, PublicKey };
    });
    await running({}, async (kms) => {
      expect(await decryptOne(kms, before.CiphertextBlob)).toBe("kept");
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: before.SigningKeyId }));
      expect(PublicKey).toEqual(before.PublicKey);
      const verified = await kms.send(
        new VerifyCommand({
          KeyId: before.SigningKeyId,
          Message: bytes("m"),
          Signature: before.Signature,
          SigningAlgorithm: "ML_DSA_SHAKE_256",
        }),
      );
      expect(verified.SignatureValid).toBe(true);
    });
  });

  test("with a key from the environment needs that key again", async () => {
    const blob = await running({ rootKey: A }, encryptOne);
    expect(readdirSync(join(directory, "data"))).not.toContain("root.key");
    await expect(running({ rootKey: B }, encryptOne)).rejects.toThrow(ConfigError);
    await expect(running({ rootKey: B }, encryptOne)).rejects.toThrow(/sealed with another root key/);
    await expect(running({}, encryptOne)).rejects.toThrow(/sealed with another root key/);
    // The key file that the failed start made is not the store's key, and does not stand in its way.
    expect(await running({ rootKey: A }, (kms) => decryptOne(kms, blob))).toBe("kept");
  });

  test("with a key file of somebody else's is refused in one sentence", async () => {
    await running({}, encryptOne);
    writeFileSync(join(directory, "data", "root.key"), `${B}\n`);
    await expect(running({}, encryptOne)).rejects.toThrow(ConfigError);
  });
});

describe("a passphrase", () => {
  const rootKeyPassphrase = "correct horse battery staple";

  test("wraps the key in the file, and opens it again", async () => {
    const blob = await running({ rootKeyPassphrase }, encryptOne);
    const path = join(directory, "data", "root.key");
    expect(readFileSync(path, "utf8")).toMatch(/^lakebed-root-key:1:65536:/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await running({ rootKeyPassphrase }, (kms) => decryptOne(kms, blob))).toBe("kept");
    await expect(running({ rootKeyPassphrase: "wrong" }, encryptOne)).rejects.toThrow(
      /^LAKEBED_ROOT_KEY_PASSPHRASE does not open .*root\.key: give the passphrase that the key was protected with$/,
    );
    await expect(running({}, encryptOne)).rejects.toThrow(
      /root\.key is protected by a passphrase: give it in LAKEBED_ROOT_KEY_PASSPHRASE$/,
    );
    await expect(running({ rootKeyPassphrase: "wrong" }, encryptOne)).rejects.toThrow(ConfigError);
  });

  test("wraps a key that lay bare before", async () => {
    const blob = await running({}, encryptOne);
    const path = join(directory, "data", "root.key");
    const bare = readFileSync(path, "utf8").trim();
    expect(bare).toMatch(/^[0-9a-f]{64}$/);
    expect(await running({ rootKeyPassphrase }, (kms) => decryptOne(kms, blob))).toBe("kept");
    expect(readFileSync(path, "utf8")).not.toContain(bare);
    expect(readdirSync(join(directory, "data"))).not.toContain("root.key.new");
    await expect(running({}, encryptOne)).rejects.toThrow(/protected by a passphrase/);
  });

  test("is not for a key from the environment", async () => {
    await expect(running({ rootKeyPassphrase, rootKey: A }, encryptOne)).rejects.toThrow(/set one of them$/);
  });

  test("does not open a file that was changed", async () => {
    await running({ rootKeyPassphrase }, encryptOne);
    const path = join(directory, "data", "root.key");
    const kept = readFileSync(path, "utf8");
    for (const changed of [kept.replace("65536", "65537"), kept.replace("65536", "99999999999"), kept.slice(0, 40)]) {
      writeFileSync(path, changed);
      await expect(running({ rootKeyPassphrase }, encryptOne)).rejects.toThrow(ConfigError);
    }
  });
});

describe("the disk", () => {
  test("never holds key material in the clear", async () => {
    const secret = await running({ rootKey: A }, async (kms) => {
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
      );
      const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: KeyMetadata?.KeyId }));
      return { KeyId: KeyMetadata?.KeyId ?? "", PublicKey };
    });
    const all = Buffer.concat(filesBelow(join(directory, "data")).map((path) => readFileSync(path)));
    expect(all.includes(secret.KeyId)).toBe(true);
    expect(all.includes(Buffer.from(secret.PublicKey).toString("base64"))).toBe(true);
    // PKCS #8 of a P-256 key begins so, and its base64 like this.
    const head = Buffer.from("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420", "hex");
    expect(all.includes(head)).toBe(false);
    expect(all.includes(head.toString("base64").slice(0, 40))).toBe(false);
  });
});

function filesBelow(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
