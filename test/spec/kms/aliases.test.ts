/**
 * Aliases and AWS managed keys through the SDK.
 */
import {
  CreateAliasCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  paginateListAliases,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, DAY_MS, type KmsWorld, refused, startKms, text } from "./client.ts";

let world: KmsWorld;
beforeAll(async () => {
  world = await startKms();
});
afterAll(() => world.server.close());

const create = (AliasName: string, TargetKeyId: string) =>
  world.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
const arnOf = (name: string) => `arn:aws:kms:us-east-1:${world.server.accountId}:${name}`;

describe("an alias", () => {
  test("stands for its key by name and by ARN", async () => {
    const { KeyId, Arn } = await world.key();
    await create("alias/stands", KeyId);
    const { CiphertextBlob, KeyId: by } = await world.kms.send(
      new EncryptCommand({ KeyId: "alias/stands", Plaintext: bytes("x") }),
    );
    expect(by).toBe(Arn);
    const opened = await world.kms.send(new DecryptCommand({ KeyId: arnOf("alias/stands"), CiphertextBlob }));
    expect(text(opened.Plaintext)).toBe("x");
  });

  test("moves to another key of the same kind, and what was encrypted before still opens", async () => {
    const [one, other] = [await world.key(), await world.key()];
    await create("alias/moves", one.KeyId);
    const { CiphertextBlob } = await world.kms.send(
      new EncryptCommand({ KeyId: "alias/moves", Plaintext: bytes("x") }),
    );
    world.clock.advance(1000);
    await world.kms.send(new UpdateAliasCommand({ AliasName: "alias/moves", TargetKeyId: other.KeyId }));
    const { Aliases } = await world.kms.send(new ListAliasesCommand({ KeyId: other.KeyId }));
    expect(Aliases).toEqual([
      {
        AliasName: "alias/moves",
        AliasArn: arnOf("alias/moves"),
        TargetKeyId: other.KeyId,
        CreationDate: new Date(world.clock.nowMs() - 1000),
        LastUpdatedDate: new Date(world.clock.nowMs()),
      },
    ]);
    expect((await world.kms.send(new ListAliasesCommand({ KeyId: one.KeyId }))).Aliases).toEqual([]);
    expect((await world.kms.send(new DecryptCommand({ CiphertextBlob }))).KeyId).toBe(one.Arn);
    await refused(
      world.kms.send(new DecryptCommand({ CiphertextBlob, KeyId: "alias/moves" })),
      "IncorrectKeyException",
    );
    const hmac = await world.key({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    await refused(
      world.kms.send(new UpdateAliasCommand({ AliasName: "alias/moves", TargetKeyId: hmac.KeyId })),
      "ValidationException",
    );
  });

  test("goes with DeleteAlias and with its key", async () => {
    const { KeyId } = await world.key();
    await create("alias/goes", KeyId);
    await create("alias/stays-until-the-key-is-gone", KeyId);
    await world.kms.send(new DeleteAliasCommand({ AliasName: "alias/goes" }));
    await refused(
      world.kms.send(new DeleteAliasCommand({ AliasName: "alias/goes" })),
      "NotFoundException",
      `Alias ${arnOf("alias/goes")} is not found.`,
    );
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    world.clock.advance(7 * DAY_MS);
    await refused(
      world.kms.send(new DescribeKeyCommand({ KeyId: "alias/stays-until-the-key-is-gone" })),
      "NotFoundException",
    );
  });

  test("is listed page by page in the order of names", async () => {
    const { KeyId } = await world.key();
    const names = ["alias/page/c", "alias/page/a", "alias/page/b"];
    for (const name of names) await create(name, KeyId);
    const listed: string[] = [];
    for await (const page of paginateListAliases({ client: world.kms, pageSize: 2 }, { KeyId }))
      listed.push(...(page.Aliases ?? []).map(({ AliasName = "" }) => AliasName));
    expect(listed).toEqual(names.toSorted());
  });
});

describe("errors", () => {
  test("names that are no alias names", async () => {
    const { KeyId } = await world.key();
    await refused(
      create("bad", KeyId),
      "ValidationException",
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
    await refused(create("alias/sp ace", KeyId), "InvalidAliasNameException");
    await refused(create("alias/aws/mine", KeyId), "InvalidAliasNameException");
    await refused(create(`alias/${"x".repeat(251)}`, KeyId), "ValidationException");
  });

  test("a name twice, a key that is not there or goes away, 51 aliases", async () => {
    const { KeyId, Arn } = await world.key();
    await create("alias/twice", KeyId);
    await refused(
      create("alias/twice", KeyId),
      "AlreadyExistsException",
      `An alias with the name ${arnOf("alias/twice")} already exists`,
    );
    await refused(create("alias/new", "11111111-2222-3333-4444-555555555555"), "NotFoundException");
    for (let i = 0; i < 49; i++) await create(`alias/many/${i}`, KeyId);
    await refused(create("alias/many/50", KeyId), "LimitExceededException");
    const doomed = await world.key();
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId: doomed.KeyId }));
    await refused(create("alias/late", doomed.KeyId), "KMSInvalidStateException", `${doomed.Arn} is pending deletion.`);
    expect(Arn).toContain(KeyId);
  });
});

describe("AWS managed keys", () => {
  test("come into being when their alias is first named", async () => {
    const before = await world.kms.send(new ListAliasesCommand({}));
    expect(before.Aliases?.map(({ AliasName }) => AliasName)).not.toContain("alias/aws/s3");
    const made = await world.describe("alias/aws/s3");
    expect(made).toMatchObject({ KeyManager: "AWS", KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT" });
    expect((await world.describe("alias/aws/s3")).KeyId).toBe(made.KeyId);
    const after = await world.kms.send(new ListAliasesCommand({}));
    expect(after.Aliases?.find(({ AliasName }) => AliasName === "alias/aws/s3")?.TargetKeyId).toBe(made.KeyId);
    const { Policy = "" } = await world.kms.send(new GetKeyPolicyCommand({ KeyId: made.KeyId }));
    expect(JSON.parse(Policy).Statement[0].Condition.StringEquals["kms:ViaService"]).toBe("s3.us-east-1.amazonaws.com");
    expect(await world.kms.send(new GetKeyRotationStatusCommand({ KeyId: made.KeyId }))).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
    });
  });

  test("cannot be used directly, changed or deleted by the account", async () => {
    const { KeyId } = await world.describe("alias/aws/ebs");
    for (const call of [
      world.kms.send(new EncryptCommand({ KeyId: "alias/aws/ebs", Plaintext: bytes("x") })),
      world.kms.send(new DisableKeyCommand({ KeyId })),
      world.kms.send(new ScheduleKeyDeletionCommand({ KeyId })),
    ])
      await refused(call, "AccessDeniedException");
  });

  test("are those of services that have one", async () => {
    await refused(
      world.kms.send(new DescribeKeyCommand({ KeyId: "alias/aws/nothing" })),
      "NotFoundException",
      `Alias ${arnOf("alias/aws/nothing")} is not found.`,
    );
  });
});
