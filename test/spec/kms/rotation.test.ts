/**
 * Rotation through the SDK, on a clock that is moved.
 */
import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, DAY_MS, type KmsWorld, refused, startKms, text } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const enable = (KeyId: string, RotationPeriodInDays?: number) =>
  world.kms.send(new EnableKeyRotationCommand({ KeyId, ...(RotationPeriodInDays && { RotationPeriodInDays }) }));
const status = (KeyId: string) => world.kms.send(new GetKeyRotationStatusCommand({ KeyId }));
const rotations = async (KeyId: string, IncludeKeyMaterial?: "ALL_KEY_MATERIAL") =>
  (await world.kms.send(new ListKeyRotationsCommand({ KeyId, ...(IncludeKeyMaterial && { IncludeKeyMaterial }) })))
    .Rotations ?? [];
const encrypt = async (KeyId: string) =>
  (await world.kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("old") }))).CiphertextBlob;

describe("by the calendar", () => {
  test("new material comes each period, and old ciphertexts go on decrypting", async () => {
    const { KeyId } = await world.key();
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
    const startMs = world.clock.nowMs();
    await enable(KeyId, 90);
    expect(await status(KeyId)).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
      NextRotationDate: new Date(startMs + 90 * DAY_MS),
    });
    const first = await encrypt(KeyId);
    world.clock.advance(200 * DAY_MS);
    const second = await encrypt(KeyId);
    expect(await rotations(KeyId)).toEqual([
      expect.objectContaining({
        RotationDate: new Date(startMs + 90 * DAY_MS),
        RotationType: "AUTOMATIC",
        KeyMaterialState: "NON_CURRENT",
      }),
      expect.objectContaining({
        RotationDate: new Date(startMs + 180 * DAY_MS),
        RotationType: "AUTOMATIC",
        KeyMaterialState: "CURRENT",
      }),
    ]);
    expect(await status(KeyId)).toMatchObject({ NextRotationDate: new Date(startMs + 270 * DAY_MS) });
    const [one, two] = await Promise.all(
      [first, second].map((CiphertextBlob) => world.kms.send(new DecryptCommand({ CiphertextBlob }))),
    );
    expect([text(one?.Plaintext), text(two?.Plaintext)]).toEqual(["old", "old"]);
    expect(one?.KeyMaterialId).not.toBe(two?.KeyMaterialId);
    const all = await rotations(KeyId, "ALL_KEY_MATERIAL");
    expect(all.map(({ KeyMaterialId }) => KeyMaterialId)).toEqual([
      one?.KeyMaterialId,
      expect.any(String),
      two?.KeyMaterialId,
    ]);
    expect(all[0]).not.toHaveProperty("RotationDate");
  });

  test("a disabled key does not rotate; it does when it is enabled", async () => {
    const { KeyId } = await world.key();
    await enable(KeyId, 90);
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    world.clock.advance(100 * DAY_MS);
    await world.kms.send(new EnableKeyCommand({ KeyId }));
    const enabledMs = world.clock.nowMs();
    expect(await rotations(KeyId)).toEqual([expect.objectContaining({ RotationDate: new Date(enabledMs) })]);
    expect(await status(KeyId)).toMatchObject({ NextRotationDate: new Date(enabledMs + 90 * DAY_MS) });
  });

  test("a key that waits for its deletion says that it does not rotate", async () => {
    const { KeyId } = await world.key();
    await enable(KeyId);
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
    await world.kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
  });

  test("ends when it is disabled", async () => {
    const { KeyId } = await world.key();
    await enable(KeyId, 90);
    await world.kms.send(new DisableKeyRotationCommand({ KeyId }));
    world.clock.advance(400 * DAY_MS);
    await encrypt(KeyId);
    expect(await rotations(KeyId)).toEqual([]);
  });

  test("takes 90 to 2,560 days, for symmetric keys of our own material", async () => {
    const { KeyId } = await world.key();
    await refused(enable(KeyId, 89), "ValidationException", /rotationPeriodInDays/);
    await refused(enable(KeyId, 2561), "ValidationException", /rotationPeriodInDays/);
    const hmac = await world.key({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    await refused(enable(hmac.KeyId), "UnsupportedOperationException");
    const external = await world.key({ Origin: "EXTERNAL" });
    await refused(
      enable(external.KeyId),
      "UnsupportedOperationException",
      `${external.Arn} origin is EXTERNAL which is not valid for this operation.`,
    );
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    await refused(enable(KeyId), "DisabledException");
  });
});

describe("on demand", () => {
  test("comes at once and leaves the calendar alone", async () => {
    const { KeyId, Arn } = await world.key();
    await enable(KeyId);
    const before = await status(KeyId);
    const old = await encrypt(KeyId);
    expect(await world.kms.send(new RotateKeyOnDemandCommand({ KeyId }))).toMatchObject({ KeyId: Arn });
    expect(await rotations(KeyId)).toEqual([
      expect.objectContaining({ RotationType: "ON_DEMAND", RotationDate: new Date(world.clock.nowMs()) }),
    ]);
    expect((await status(KeyId)).NextRotationDate).toEqual(before.NextRotationDate);
    expect(text((await world.kms.send(new DecryptCommand({ CiphertextBlob: old }))).Plaintext)).toBe("old");
  });

  test("happens 25 times at most, and pages tell all of them", async () => {
    const { KeyId } = await world.key();
    for (let i = 0; i < 25; i++) await world.kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    await refused(world.kms.send(new RotateKeyOnDemandCommand({ KeyId })), "LimitExceededException");
    const first = await world.kms.send(new ListKeyRotationsCommand({ KeyId, Limit: 20 }));
    expect(first.Truncated).toBe(true);
    const second = await world.kms.send(new ListKeyRotationsCommand({ KeyId, Limit: 20, Marker: first.NextMarker }));
    expect([first.Rotations?.length, second.Rotations?.length, second.Truncated]).toEqual([20, 5, false]);
  });
});
