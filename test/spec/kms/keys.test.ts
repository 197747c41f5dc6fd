/**
 * Keys and their life through the SDK: making, describing, listing, states, deletion, tags.
 */
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeCustomKeyStoresCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateRandomCommand,
  type KeySpec,
  type KeyUsageType,
  ListKeysCommand,
  ListResourceTagsCommand,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { bytes, DAY_MS, type KmsWorld, refused, startKms } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

describe("creating", () => {
  test("a key without any parameter is symmetric, enabled and the customer's", async () => {
    const made = await world.key({ Description: "test key 123" });
    expect(made).toEqual({
      AWSAccountId: world.server.accountId,
      KeyId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      Arn: `arn:aws:kms:us-east-1:${world.server.accountId}:key/${made.KeyId}`,
      CreationDate: new Date(world.clock.nowMs()),
      Enabled: true,
      Description: "test key 123",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeyState: "Enabled",
      Origin: "AWS_KMS",
      KeyManager: "CUSTOMER",
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      KeySpec: "SYMMETRIC_DEFAULT",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      MultiRegion: false,
    });
    expect(await world.describe(made.Arn)).toEqual(made);
  });

  test.each([
    ["RSA_2048", "ENCRYPT_DECRYPT", { EncryptionAlgorithms: ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] }],
    ["RSA_3072", "SIGN_VERIFY", { SigningAlgorithms: expect.arrayContaining(["RSASSA_PSS_SHA_512"]) }],
    ["ECC_NIST_P384", "SIGN_VERIFY", { SigningAlgorithms: ["ECDSA_SHA_384"] }],
    ["ECC_NIST_P256", "KEY_AGREEMENT", { KeyAgreementAlgorithms: ["ECDH"] }],
    ["ECC_NIST_EDWARDS25519", "SIGN_VERIFY", { SigningAlgorithms: ["ED25519_SHA_512", "ED25519_PH_SHA_512"] }],
    ["HMAC_384", "GENERATE_VERIFY_MAC", { MacAlgorithms: ["HMAC_SHA_384"] }],
    ["ML_DSA_87", "SIGN_VERIFY", { SigningAlgorithms: ["ML_DSA_SHAKE_256"] }],
    ["ML_KEM_512", "ENCAPSULATE_DECAPSULATE", { EncapsulationAlgorithms: ["ML_KEM"] }],
  ] satisfies [KeySpec, KeyUsageType, object][])(
    "a %s key for %s lists its algorithms",
    async (KeySpec, KeyUsage, algorithms) => {
      const made = await world.key({ KeySpec, KeyUsage });
      expect(made).toMatchObject({ KeySpec, CustomerMasterKeySpec: KeySpec, KeyUsage, ...algorithms });
    },
  );

  test("what does not go together is refused", async () => {
    const create = (input: object) => world.kms.send(new CreateKeyCommand(input));
    await refused(
      create({ KeySpec: "HMAC_256" }),
      "ValidationException",
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    );
    await refused(
      create({ KeySpec: "ECC_SECG_P256K1", KeyUsage: "KEY_AGREEMENT" }),
      "ValidationException",
      "KeyUsage KEY_AGREEMENT is not compatible with KeySpec ECC_SECG_P256K1",
    );
    await refused(
      create({ KeySpec: "SM2", KeyUsage: "SIGN_VERIFY" }),
      "UnsupportedOperationException",
      "KeySpec SM2 is not supported in this Region",
    );
    await refused(
      create({ KeySpec: "HMAC_random", KeyUsage: "SIGN_VERIFY" }),
      "ValidationException",
      /^1 validation error detected: Value 'HMAC_random' at 'keySpec'/,
    );
    await refused(
      create({ KeySpec: "RSA_2048", CustomerMasterKeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" }),
      "ValidationException",
    );
    await refused(create({ Description: "x".repeat(8193) }), "ValidationException");
    await refused(create({ Tags: [{ TagKey: "aws:mine", TagValue: "" }] }), "TagException");
  });

  test("large RSA keys hold up nobody", async () => {
    const order: string[] = [];
    const making = Array.from({ length: 3 }, () =>
      world.key({ KeySpec: "RSA_4096", KeyUsage: "SIGN_VERIFY" }).then(() => order.push("RSA")),
    );
    const random = world.kms.send(new GenerateRandomCommand({ NumberOfBytes: 8 })).then(() => order.push("random"));
    await Promise.all([...making, random]);
    // In place, three key pairs would come first.
    expect(order.indexOf("random")).toBeLessThan(3);
  });

  test("custom key stores are refused honestly", async () => {
    for (const call of [
      () => world.kms.send(new CreateKeyCommand({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: "cks-1234567890abcdef0" })),
      () => world.kms.send(new CreateKeyCommand({ Origin: "EXTERNAL_KEY_STORE", XksKeyId: "x" })),
      () => world.kms.send(new DescribeCustomKeyStoresCommand({})),
    ])
      await expectServiceError(call(), { name: "NotImplemented", status: 501 });
  });
});

describe("listing", () => {
  test("pages hold every key of the account and Region once", async () => {
    const fresh = await startKms();
    try {
      const made = [];
      for (let i = 0; i < 5; i++) made.push((await fresh.key()).KeyId);
      const listed: (string | undefined)[] = [];
      for await (const page of paginateListKeys({ client: fresh.kms, pageSize: 2 }, {})) {
        expect(page.Keys?.length).toBeLessThanOrEqual(2);
        listed.push(...(page.Keys ?? []).map(({ KeyId }) => KeyId));
      }
      expect(listed.toSorted()).toEqual(made.toSorted());
      const elsewhere = await fresh.inRegion("eu-west-1").send(new ListKeysCommand({}));
      expect(elsewhere).toMatchObject({ Keys: [], Truncated: false });
      await refused(fresh.kms.send(new ListKeysCommand({ Marker: "!!" })), "InvalidMarkerException");
      await refused(fresh.kms.send(new ListKeysCommand({ Limit: 1001 })), "ValidationException");
    } finally {
      await fresh.server.close();
    }
  });
});

describe("states", () => {
  test("a disabled key can be described and enabled again", async () => {
    const { KeyId } = await world.key();
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "Disabled", Enabled: false });
    await world.kms.send(new EnableKeyCommand({ KeyId }));
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "Enabled", Enabled: true });
  });

  test("descriptions change until the key waits for its deletion", async () => {
    const { KeyId, Arn } = await world.key();
    await world.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "new" }));
    expect((await world.describe(KeyId)).Description).toBe("new");
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await refused(
      world.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "late" })),
      "KMSInvalidStateException",
      `${Arn} is pending deletion.`,
    );
  });

  test("management operations take ids and ARNs, no aliases", async () => {
    await refused(
      world.kms.send(new DisableKeyCommand({ KeyId: "alias/x" })),
      "NotFoundException",
      "Invalid keyId 'alias/x'",
    );
  });
});

describe("deletion", () => {
  test("waits for its window on the clock, and then the key was never there", async () => {
    const { KeyId, Arn } = await world.key();
    const scheduled = await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const DeletionDate = new Date(world.clock.nowMs() + 7 * DAY_MS);
    expect(scheduled).toMatchObject({ KeyId: Arn, KeyState: "PendingDeletion", PendingWindowInDays: 7, DeletionDate });
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "PendingDeletion", Enabled: false, DeletionDate });
    world.clock.advance(7 * DAY_MS - 1);
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "PendingDeletion" });
    world.clock.advance(1);
    await refused(
      world.kms.send(new DescribeKeyCommand({ KeyId })),
      "NotFoundException",
      `Key '${Arn}' does not exist`,
    );
    const { Keys } = await world.kms.send(new ListKeysCommand({ Limit: 1000 }));
    expect(Keys?.map((key) => key.KeyId)).not.toContain(KeyId);
    await refused(world.kms.send(new CancelKeyDeletionCommand({ KeyId })), "NotFoundException");
  });

  test("can be taken back; the key is disabled then", async () => {
    const { KeyId, Arn } = await world.key();
    await refused(
      world.kms.send(new CancelKeyDeletionCommand({ KeyId })),
      "KMSInvalidStateException",
      `${Arn} is not pending deletion.`,
    );
    const scheduled = await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(scheduled.PendingWindowInDays).toBe(30);
    await refused(world.kms.send(new ScheduleKeyDeletionCommand({ KeyId })), "KMSInvalidStateException");
    expect(await world.kms.send(new CancelKeyDeletionCommand({ KeyId }))).toMatchObject({ KeyId: Arn });
    world.clock.advance(31 * DAY_MS);
    expect(await world.describe(KeyId)).toMatchObject({ KeyState: "Disabled" });
    await refused(world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x") })), "DisabledException");
  });

  test("takes 7 to 30 days", async () => {
    const { KeyId } = await world.key();
    for (const PendingWindowInDays of [6, 31])
      await refused(
        world.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays })),
        "ValidationException",
        /pendingWindowInDays/,
      );
  });
});

describe("tags", () => {
  test("come with the key, change, and go", async () => {
    const { KeyId } = await world.key({ Tags: [{ TagKey: "team", TagValue: "ml" }] });
    await world.kms.send(
      new TagResourceCommand({
        KeyId,
        Tags: [
          { TagKey: "team", TagValue: "data" },
          { TagKey: "stage", TagValue: "" },
        ],
      }),
    );
    const list = async () => (await world.kms.send(new ListResourceTagsCommand({ KeyId }))).Tags;
    expect(await list()).toEqual([
      { TagKey: "team", TagValue: "data" },
      { TagKey: "stage", TagValue: "" },
    ]);
    await world.kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["team", "absent"] }));
    expect(await list()).toEqual([{ TagKey: "stage", TagValue: "" }]);
  });

  test("are 50 at most, with keys of 128 characters", async () => {
    const Tags = Array.from({ length: 50 }, (_, i) => ({ TagKey: `k${i}`, TagValue: "v" }));
    const { KeyId } = await world.key({ Tags });
    await refused(
      world.kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "one more", TagValue: "" }] })),
      "LimitExceededException",
    );
    await refused(
      world.kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "k".repeat(129), TagValue: "" }] })),
      "ValidationException",
    );
  });
});
