/**
 * Multi-Region keys through the SDK: one material in several Regions, each with its own policy, state and tags.
 */
import { constants, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type ImportType,
  type KMSClient,
  ListKeyRotationsCommand,
  ReplicateKeyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  UpdatePrimaryRegionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, DAY_MS, type KmsWorld, refused, startKms, text } from "./client.ts";

const HERE = "us-east-1";
const THERE = "eu-west-1";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const arnIn = (region: string, id: string) => `arn:aws:kms:${region}:${world.server.accountId}:key/${id}`;
const replicate = (KeyId: string, ReplicaRegion = THERE) =>
  world.kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion }));
const describeThere = async (KeyId: string) =>
  (await world.inRegion(THERE).send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

describe("a multi-Region key", () => {
  test("has an id that shows it, and is its own primary", async () => {
    const { KeyId, MultiRegion, MultiRegionConfiguration } = await world.key({ MultiRegion: true });
    expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect({ MultiRegion, MultiRegionConfiguration }).toEqual({
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: "PRIMARY",
        PrimaryKey: { Arn: arnIn(HERE, KeyId), Region: HERE },
        ReplicaKeys: [],
      },
    });
  });

  test("opens in one Region what was sealed in the other", async () => {
    const { KeyId } = await world.key({ MultiRegion: true, Description: "of the primary" });
    await refused(world.inRegion(THERE).send(new DescribeKeyCommand({ KeyId })), "NotFoundException");
    const replica = await world.kms.send(
      new ReplicateKeyCommand({
        KeyId,
        ReplicaRegion: THERE,
        Description: "of the replica",
        Tags: [{ TagKey: "where", TagValue: "there" }],
      }),
    );
    expect(replica.ReplicaKeyMetadata).toMatchObject({
      Arn: arnIn(THERE, KeyId),
      Description: "of the replica",
      MultiRegionConfiguration: {
        MultiRegionKeyType: "REPLICA",
        ReplicaKeys: [{ Arn: arnIn(THERE, KeyId), Region: THERE }],
      },
    });
    expect(replica.ReplicaTags).toEqual([{ TagKey: "where", TagValue: "there" }]);
    expect(JSON.parse(replica.ReplicaPolicy ?? "").Id).toBe("key-default-1");
    const { CiphertextBlob } = await world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("both") }));
    const opened = await world.inRegion(THERE).send(new DecryptCommand({ CiphertextBlob }));
    expect(opened.KeyId).toBe(arnIn(THERE, KeyId));
    expect(text(opened.Plaintext)).toBe("both");
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    expect((await describeThere(KeyId))?.KeyState).toBe("Enabled");
  });

  test("rotates in all Regions at once, as its primary says", async () => {
    const { KeyId } = await world.key({ MultiRegion: true });
    await replicate(KeyId);
    const there = world.inRegion(THERE);
    await refused(there.send(new EnableKeyRotationCommand({ KeyId })), "UnsupportedOperationException");
    await world.kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    world.clock.advance(91 * DAY_MS);
    const { CiphertextBlob } = await there.send(new EncryptCommand({ KeyId, Plaintext: bytes("new") }));
    const opened = await world.kms.send(new DecryptCommand({ CiphertextBlob }));
    const { Rotations } = await world.kms.send(new ListKeyRotationsCommand({ KeyId }));
    expect(Rotations).toMatchObject([{ KeyMaterialState: "CURRENT", KeyMaterialId: opened.KeyMaterialId }]);
  });

  test("changes its primary", async () => {
    const { KeyId, Arn } = await world.key({ MultiRegion: true });
    await refused(world.kms.send(new UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: THERE })), "NotFoundException");
    await replicate(KeyId);
    await world.kms.send(new UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: THERE }));
    expect((await world.describe(KeyId)).MultiRegionConfiguration).toMatchObject({
      MultiRegionKeyType: "REPLICA",
      PrimaryKey: { Region: THERE },
      ReplicaKeys: [{ Region: HERE }],
    });
    await refused(
      world.kms.send(new UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: THERE })),
      "UnsupportedOperationException",
      `${Arn} is not a multi-region primary key.`,
    );
  });

  test("waits with its deletion for its replicas, on the clock", async () => {
    const { KeyId } = await world.key({ MultiRegion: true });
    await replicate(KeyId);
    const scheduled = await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 10 }));
    expect(scheduled).toMatchObject({ KeyState: "PendingReplicaDeletion", PendingWindowInDays: 10 });
    expect(scheduled).not.toHaveProperty("DeletionDate");
    world.clock.advance(100 * DAY_MS);
    expect(await world.describe(KeyId)).toMatchObject({
      KeyState: "PendingReplicaDeletion",
      PendingDeletionWindowInDays: 10,
    });
    await world.inRegion(THERE).send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    world.clock.advance(7 * DAY_MS);
    await refused(world.inRegion(THERE).send(new DescribeKeyCommand({ KeyId })), "NotFoundException");
    expect(await world.describe(KeyId)).toMatchObject({
      KeyState: "PendingDeletion",
      DeletionDate: new Date(world.clock.nowMs() + 10 * DAY_MS),
    });
    world.clock.advance(10 * DAY_MS);
    await refused(world.kms.send(new DescribeKeyCommand({ KeyId })), "NotFoundException");
  });
});

describe("imported material", () => {
  test("is imported into each Region by itself, new material first into the primary", async () => {
    const { KeyId } = await world.key({ MultiRegion: true, Origin: "EXTERNAL" });
    const there = world.inRegion(THERE);
    const load = async (kms: KMSClient, material: Uint8Array, ImportType?: ImportType) => {
      const { PublicKey, ImportToken } = await kms.send(
        new GetParametersForImportCommand({
          KeyId,
          WrappingAlgorithm: "RSAES_OAEP_SHA_256",
          WrappingKeySpec: "RSA_2048",
        }),
      );
      const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const EncryptedKeyMaterial = publicEncrypt({ key, padding, oaepHash: "sha256" }, material);
      const ExpirationModel = "KEY_MATERIAL_DOES_NOT_EXPIRE" as const;
      return kms.send(
        new ImportKeyMaterialCommand({
          KeyId,
          ImportToken,
          EncryptedKeyMaterial,
          ExpirationModel,
          ...(ImportType && { ImportType }),
        }),
      );
    };
    const [first, second] = [randomBytes(32), randomBytes(32)];
    await load(world.kms, first);
    await replicate(KeyId);
    expect((await describeThere(KeyId))?.KeyState).toBe("PendingImport");
    await refused(load(there, second), "IncorrectKeyMaterialException");
    await load(there, first);
    const { CiphertextBlob } = await world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("mine") }));
    expect(text((await there.send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("mine");
    await refused(load(there, second, "NEW_KEY_MATERIAL"), "UnsupportedOperationException");
    await load(world.kms, second, "NEW_KEY_MATERIAL");
    const pendingState = async () =>
      (await world.kms.send(new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" })))
        .Rotations?.[1]?.KeyMaterialState;
    expect(await pendingState()).toBe("PENDING_MULTI_REGION_IMPORT_AND_ROTATION");
    await refused(world.kms.send(new RotateKeyOnDemandCommand({ KeyId })), "KMSInvalidStateException");
    await load(there, second, "EXISTING_KEY_MATERIAL");
    expect(await pendingState()).toBe("PENDING_ROTATION");
    await world.kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    const rotated = await there.send(new EncryptCommand({ KeyId, Plaintext: bytes("new") }));
    expect(text((await world.kms.send(new DecryptCommand({ CiphertextBlob: rotated.CiphertextBlob }))).Plaintext)).toBe(
      "new",
    );
    expect(text((await there.send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("mine");
  });
});

describe("errors", () => {
  test("replicating what cannot be replicated, or twice, or to nowhere", async () => {
    const single = await world.key();
    await refused(
      replicate(single.KeyId),
      "UnsupportedOperationException",
      `${single.Arn} is not a multi-region primary key.`,
    );
    const { KeyId } = await world.key({ MultiRegion: true });
    await replicate(KeyId);
    await refused(replicate(KeyId), "AlreadyExistsException");
    await refused(replicate(KeyId, HERE), "AlreadyExistsException");
    await refused(replicate(KeyId, "nowhere-1"), "ValidationException");
    await refused(
      world.inRegion(THERE).send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-west-2" })),
      "UnsupportedOperationException",
    );
  });

  test("a single-Region key stays in its Region", async () => {
    const { KeyMetadata } = await world.inRegion(THERE).send(new CreateKeyCommand({}));
    await refused(world.kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId })), "NotFoundException");
  });
});
