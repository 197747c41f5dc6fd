/**
 * Who may use a key: key policies, IAM policies, condition keys, other accounts; all through the SDK.
 */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  TagResourceCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, refused, text } from "./client.ts";
import { type Cast, delegation, OTHER, OWN, policy, startCast, userArn } from "./principals.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await startCast({
    admin: [{ Action: "kms:*" }],
    reader: [{ Action: ["kms:Decrypt", "kms:DescribeKey"] }],
    nobody: [],
    "@friend": [{ Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"] }],
    "@stranger": [],
  });
});
afterAll(() => cast.close());

const encryptAs = (name: string, KeyId: string, EncryptionContext?: Record<string, string>) =>
  cast
    .as(name)
    .send(new EncryptCommand({ KeyId, Plaintext: bytes("x"), ...(EncryptionContext && { EncryptionContext }) }));

describe("the default key policy", () => {
  test("leaves the key to the IAM policies of its account", async () => {
    const { KeyId, Arn } = await cast.key();
    const { CiphertextBlob } = await encryptAs("admin", KeyId);
    expect(text((await cast.as("reader").send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("x");
    const denied = await refused(encryptAs("reader", KeyId), "AccessDeniedException");
    expect(denied).toMatchObject({
      message: expect.stringContaining(
        `User: ${userArn("reader")} is not authorized to perform: kms:Encrypt on resource: ${Arn} because no identity-based policy allows the kms:Encrypt action`,
      ),
    });
    await refused(cast.as("nobody").send(new DecryptCommand({ CiphertextBlob })), "AccessDeniedException");
    await refused(cast.as("nobody").send(new ListKeysCommand({})), "AccessDeniedException");
  });

  test("reads as on AWS", async () => {
    const { KeyId } = await cast.key();
    const { Policy = "", PolicyName } = await cast.kms.send(new GetKeyPolicyCommand({ KeyId }));
    expect(PolicyName).toBe("default");
    expect(JSON.parse(Policy)).toEqual({
      Version: "2012-10-17",
      Id: "key-default-1",
      Statement: [
        {
          Sid: "Enable IAM User Permissions",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${OWN}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    });
    expect(await cast.kms.send(new ListKeyPoliciesCommand({ KeyId }))).toMatchObject({ PolicyNames: ["default"] });
    await refused(cast.kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "other" })), "NotFoundException");
  });
});

describe("a key policy of one's own", () => {
  test("decides alone when it does not delegate to the account", async () => {
    const Policy = policy(
      { Principal: { AWS: userArn("admin") }, Action: "kms:*" },
      { Principal: { AWS: userArn("nobody") }, Action: "kms:Encrypt" },
    );
    const { KeyMetadata } = await cast.as("admin").send(new CreateKeyCommand({ Policy }));
    const KeyId = KeyMetadata?.KeyId ?? "";
    const { CiphertextBlob } = await encryptAs("nobody", KeyId);
    // The reader's IAM policy allows kms:Decrypt on everything; the key does not.
    const denied = await refused(
      cast.as("reader").send(new DecryptCommand({ CiphertextBlob })),
      "AccessDeniedException",
    );
    expect(denied).toMatchObject({ message: expect.stringContaining("resource-based policy") });
    await refused(cast.kms.send(new DecryptCommand({ CiphertextBlob })), "AccessDeniedException");
    expect(text((await cast.as("admin").send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("x");
  });

  test("must not lock out who sets it, unless it is meant to", async () => {
    const Policy = policy({ Principal: { AWS: userArn("reader") }, Action: "kms:*" });
    const message = "The new key policy will not allow you to update the key policy in the future.";
    await refused(cast.kms.send(new CreateKeyCommand({ Policy })), "MalformedPolicyDocumentException", message);
    const { KeyId } = await cast.key();
    await refused(
      cast.kms.send(new PutKeyPolicyCommand({ KeyId, Policy })),
      "MalformedPolicyDocumentException",
      message,
    );
    await cast.kms.send(new PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck: true }));
    await refused(cast.kms.send(new GetKeyPolicyCommand({ KeyId })), "AccessDeniedException");
    await refused(cast.as("admin").send(new GetKeyPolicyCommand({ KeyId })), "AccessDeniedException");
    expect((await cast.as("reader").send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(Policy);
  });

  test("must be a policy", async () => {
    const { KeyId } = await cast.key();
    const put = (Policy: string) => cast.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    await refused(put("{"), "MalformedPolicyDocumentException");
    await refused(put(policy({ Action: "kms:*" })), "MalformedPolicyDocumentException");
    await refused(put(policy({ ...delegation, Action: [] })), "MalformedPolicyDocumentException");
    await refused(
      put(policy({ ...delegation, Condition: { Sometimes: { a: "b" } } })),
      "MalformedPolicyDocumentException",
    );
    const long = policy(delegation, {
      Principal: { AWS: `arn:aws:iam::${OWN}:root` },
      Action: "kms:*",
      Condition: { StringEquals: { a: "x".repeat(33_000) } },
    });
    await refused(put(long), "LimitExceededException");
  });
});

describe("condition keys", () => {
  const keyWith = async (
    Condition: object,
    Action: string | string[] = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*"],
    Tags?: { TagKey: string; TagValue: string }[],
  ) =>
    cast.key({
      Policy: policy(delegation, { Principal: { AWS: userArn("nobody") }, Action, Condition }),
      ...(Tags && { Tags }),
    });

  test("of the encryption context", async () => {
    const { KeyId } = await keyWith({ StringEquals: { "kms:EncryptionContext:team": "ml" } });
    await encryptAs("nobody", KeyId, { team: "ml", other: "1" });
    await refused(encryptAs("nobody", KeyId, { team: "data" }), "AccessDeniedException");
    await refused(encryptAs("nobody", KeyId), "AccessDeniedException");
  });

  test("of the context's keys", async () => {
    const { KeyId } = await keyWith({
      "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["team"] },
      Null: { "kms:EncryptionContextKeys": "false" },
    });
    await encryptAs("nobody", KeyId, { team: "any" });
    await refused(encryptAs("nobody", KeyId, { team: "any", more: "1" }), "AccessDeniedException");
  });

  test("of the alias in the request and of the aliases that the key has", async () => {
    const byRequest = await keyWith({ StringEquals: { "kms:RequestAlias": "alias/by-request" } });
    await cast.kms.send(new CreateAliasCommand({ AliasName: "alias/by-request", TargetKeyId: byRequest.KeyId }));
    await encryptAs("nobody", "alias/by-request");
    await refused(encryptAs("nobody", byRequest.KeyId), "AccessDeniedException");
    const byResource = await keyWith({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/by-resource" } });
    await refused(encryptAs("nobody", byResource.KeyId), "AccessDeniedException");
    await cast.kms.send(new CreateAliasCommand({ AliasName: "alias/by-resource", TargetKeyId: byResource.KeyId }));
    await encryptAs("nobody", byResource.KeyId);
  });

  test("of the key, its tags, the algorithm and the caller's account", async () => {
    const { KeyId } = await keyWith(
      {
        StringEquals: {
          "kms:KeySpec": "SYMMETRIC_DEFAULT",
          "kms:KeyUsage": "ENCRYPT_DECRYPT",
          "kms:KeyOrigin": "AWS_KMS",
          "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
          "kms:CallerAccount": OWN,
          "aws:ResourceTag/stage": "test",
        },
        Bool: { "kms:MultiRegion": "false" },
      },
      "kms:Encrypt",
      [{ TagKey: "stage", TagValue: "test" }],
    );
    await encryptAs("nobody", KeyId);
    await cast.kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "stage", TagValue: "live" }] }));
    await refused(encryptAs("nobody", KeyId), "AccessDeniedException");
  });

  test("kms:ViaService is not set for direct requests", async () => {
    const { KeyId } = await keyWith({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } });
    await refused(encryptAs("nobody", KeyId), "AccessDeniedException");
  });

  test("ReEncrypt asks the key it leaves and the key it goes to", async () => {
    const context = { team: "ml" };
    const from = await keyWith({ StringEquals: { "kms:EncryptionContext:team": "ml" } });
    const to = await keyWith({ StringEquals: { "kms:EncryptionContext:team": "data" } });
    const { CiphertextBlob } = await encryptAs("nobody", from.KeyId, context);
    const move = (DestinationEncryptionContext: Record<string, string>) =>
      cast.as("nobody").send(
        new ReEncryptCommand({
          CiphertextBlob,
          SourceEncryptionContext: context,
          DestinationKeyId: to.KeyId,
          DestinationEncryptionContext,
        }),
      );
    expect((await move({ team: "data" })).KeyId).toBe(to.Arn);
    const denied = await refused(move({ team: "ml" }), "AccessDeniedException");
    expect(denied).toMatchObject({ message: expect.stringContaining("kms:ReEncryptTo") });
  });
});

describe("another account", () => {
  test("uses the key by its ARN when both sides allow", async () => {
    const { KeyId, Arn } = await cast.key({
      Policy: policy(delegation, {
        Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:DisableKey"],
      }),
    });
    const { CiphertextBlob, KeyId: by } = await encryptAs("@friend", Arn);
    expect(by).toBe(Arn);
    // The ciphertext names the key's account.
    expect(text((await cast.as("@friend").send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("x");
    await refused(encryptAs("@friend", KeyId), "NotFoundException");
    await refused(encryptAs("@stranger", Arn), "AccessDeniedException");
    await refused(
      cast.as("@friend").send(new GenerateDataKeyCommand({ KeyId: Arn, KeySpec: "AES_256" })),
      "AccessDeniedException",
    );
    await refused(cast.as("@friend").send(new DisableKeyCommand({ KeyId: Arn })), "AccessDeniedException");
    await cast.kms.send(new CreateAliasCommand({ AliasName: "alias/shared", TargetKeyId: KeyId }));
    const described = await cast
      .as("@friend")
      .send(new DescribeKeyCommand({ KeyId: `arn:aws:kms:us-east-1:${OWN}:alias/shared` }));
    expect(described.KeyMetadata?.Arn).toBe(Arn);
  });

  test("is kept out of keys that do not name it", async () => {
    const { Arn } = await cast.key();
    await refused(encryptAs("@friend", Arn), "AccessDeniedException");
  });
});
