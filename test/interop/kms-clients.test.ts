/** KMS as AWS CLI, boto3 and OpenSSL use it together: the commands of AWS's guides. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";
import { hasBoto3, hasCli } from "../support/tour.ts";

const run = promisify(execFile);
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const folder = mkdtempSync(join(tmpdir(), "lakebed-kms-clients-"));
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const variables = (): Record<string, string> => ({
  PATH: [process.env["PATH"] ?? "", "/usr/bin"].join(delimiter),
  HOME: folder,
  AWS_ENDPOINT_URL: server.endpoint,
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
});

async function aws(command: string, ...more: readonly string[]): Promise<string> {
  const args = ["kms", ...command.split(" "), ...more, "--output", "text"];
  const { stdout } = await run("aws", args, { cwd: folder, env: variables() });
  return stdout.trim();
}

async function openssl(command: string): Promise<string> {
  const { stdout } = await run("openssl", command.split(" "), { cwd: folder });
  return stdout.trim();
}

const save = (name: string, base64: string): void => writeFileSync(join(folder, name), Buffer.from(base64, "base64"));

describe.runIf(hasCli && hasOpenssl)("AWS CLI with OpenSSL", () => {
  test("a signature of KMS is verified by openssl dgst", async () => {
    const id = await aws("create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY --query KeyMetadata.KeyId");
    save("key.der", await aws("get-public-key --query PublicKey --key-id", id));
    writeFileSync(join(folder, "message"), "the message");
    save(
      "signature",
      await aws(
        "sign --message fileb://message --message-type RAW --signing-algorithm ECDSA_SHA_256 --query Signature --key-id",
        id,
      ),
    );
    const verify = "dgst -sha256 -verify key.der -keyform DER -signature signature message";
    expect(await openssl(verify)).toBe("Verified OK");
    writeFileSync(join(folder, "message"), "another message");
    await expect(openssl(verify)).rejects.toThrow();
  });

  test("what openssl encrypted to a public key is decrypted by KMS", async () => {
    const id = await aws("create-key --key-spec RSA_2048 --key-usage ENCRYPT_DECRYPT --query KeyMetadata.KeyId");
    save("rsa.der", await aws("get-public-key --query PublicKey --key-id", id));
    writeFileSync(join(folder, "secret"), "from openssl");
    await openssl(
      "pkeyutl -encrypt -pubin -keyform DER -inkey rsa.der -in secret -out sealed -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256",
    );
    const plaintext = await aws(
      "decrypt --ciphertext-blob fileb://sealed --encryption-algorithm RSAES_OAEP_SHA_256 --query Plaintext --key-id",
      id,
    );
    expect(Buffer.from(plaintext, "base64").toString()).toBe("from openssl");
  });

  test("key material wrapped by openssl is imported", async () => {
    const id = await aws("create-key --origin EXTERNAL --query KeyMetadata.KeyId");
    const parameters = await aws(
      "get-parameters-for-import --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_3072 --query [PublicKey,ImportToken] --key-id",
      id,
    );
    const [publicKey = "", token = ""] = parameters.split(/\s+/);
    save("wrapping.der", publicKey);
    save("token", token);
    await openssl("rand -out material 32");
    await openssl(
      "pkeyutl -encrypt -in material -out wrapped -inkey wrapping.der -keyform DER -pubin -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256",
    );
    await aws(
      "import-key-material --encrypted-key-material fileb://wrapped --import-token fileb://token --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE --key-id",
      id,
    );
    expect(await aws("describe-key --query KeyMetadata.KeyState --key-id", id)).toBe("Enabled");
    expect(readFileSync(join(folder, "material"))).toHaveLength(32);
  });

  test("refusals reach the user in AWS's words", async () => {
    await expect(aws("describe-key --key-id alias/nobody")).rejects.toThrow(
      /\(NotFoundException\) when calling the DescribeKey operation: Alias arn:aws:kms:us-east-1:\d{12}:alias\/nobody is not found\./,
    );
  });
});

const STORY = `
import boto3
from botocore.exceptions import ClientError
kms = boto3.client("kms")
key = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "ml"}])["KeyMetadata"]
kms.create_alias(AliasName="alias/story", TargetKeyId=key["KeyId"])
context = {"dataset": "train"}
data = kms.generate_data_key(KeyId="alias/story", KeySpec="AES_256", EncryptionContext=context)
assert kms.decrypt(CiphertextBlob=data["CiphertextBlob"], EncryptionContext=context)["Plaintext"] == data["Plaintext"]
try:
    kms.decrypt(CiphertextBlob=data["CiphertextBlob"])
    print("opened without its context")
except kms.exceptions.InvalidCiphertextException:
    pass
kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=180)
assert kms.get_key_rotation_status(KeyId=key["KeyId"])["RotationPeriodInDays"] == 180
mac_key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
mac = kms.generate_mac(KeyId=mac_key, Message=b"m", MacAlgorithm="HMAC_SHA_256")["Mac"]
try:
    kms.verify_mac(KeyId=mac_key, Message=b"n", Mac=mac, MacAlgorithm="HMAC_SHA_256")
    print("verified a wrong MAC")
except kms.exceptions.KMSInvalidMacException:
    pass
kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
try:
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
except kms.exceptions.KMSInvalidStateException as error:
    print(error.response["Error"]["Message"].split("/")[-1].split(" ", 1)[1])
print(sorted(k["KeyId"] for page in kms.get_paginator("list_keys").paginate() for k in page["Keys"]).count(key["KeyId"]))
`;

test.runIf(hasBoto3)("boto3 tells an envelope story to its end", async () => {
  const { stdout } = await run("python3", ["-c", STORY], { env: variables() });
  expect(stdout).toBe("is pending deletion.\n1\n");
});
