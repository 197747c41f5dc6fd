/**
 * Multi-Region keys through the SDK: one material in several Regions, each with its own policy, state and tags.
 */
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  ListKeyRotationsCommand,
  ReplicateKeyCommand,
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
