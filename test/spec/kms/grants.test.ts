/**
 * Grants through the SDK: what they allow, what they are constrained to, how they end.
 */
import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  paginateListGrants,
  RetireGrantCommand,
  RevokeGrantCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes, refused, text } from "./client.ts";
import { type Cast, OTHER, OWN, startCast, userArn } from "./principals.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await startCast({
    grantee: [],
    other: [],
    lister: [{ Action: ["kms:ListRetirableGrants"] }],
    "@guest": [{ Action: "kms:*" }],
  });
});
afterAll(() => cast.close());

type Grant = Partial<CreateGrantCommandInput>;
const create = (KeyId: string, grant: Grant) =>
  cast.kms.send(
    new CreateGrantCommand({
      KeyId,
      GranteePrincipal: userArn("grantee"),
      Operations: ["Encrypt", "Decrypt"],
      ...grant,
    }),
  );
const encryptAs = (name: string, KeyId: string, EncryptionContext?: Record<string, string>, GrantTokens?: string[]) =>
  cast.as(name).send(
    new EncryptCommand({
      KeyId,
      Plaintext: bytes("x"),
      ...(EncryptionContext && { EncryptionContext }),
      ...(GrantTokens && { GrantTokens }),
    }),
  );
const grantsOf = async (KeyId: string) => (await cast.kms.send(new ListGrantsCommand({ KeyId }))).Grants ?? [];

describe("a grant", () => {
  test("allows its grantee its operations, at once and until it is revoked", async () => {
    const { KeyId } = await cast.key();
    await refused(encryptAs("grantee", KeyId), "AccessDeniedException");
    const { GrantId, GrantToken } = await create(KeyId, {});
    const { CiphertextBlob } = await encryptAs("grantee", KeyId);
    expect(text((await cast.as("grantee").send(new DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe("x");
    await encryptAs("grantee", KeyId, undefined, [GrantToken ?? ""]);
    await refused(encryptAs("other", KeyId), "AccessDeniedException");
    await refused(cast.as("grantee").send(new DescribeKeyCommand({ KeyId })), "AccessDeniedException");
    await cast.kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
    await refused(encryptAs("grantee", KeyId), "AccessDeniedException");
    await refused(cast.kms.send(new RevokeGrantCommand({ KeyId, GrantId })), "NotFoundException");
  });

  test("is listed as it was made", async () => {
    const { KeyId, Arn } = await cast.key();
    const { GrantId } = await create(KeyId, {
      Name: "mine",
      RetiringPrincipal: userArn("other"),
      Constraints: { EncryptionContextSubset: { team: "ml" } },
    });
    const entry = {
      KeyId: Arn,
      GrantId,
      Name: "mine",
      CreationDate: new Date(cast.clock.nowMs()),
      GranteePrincipal: userArn("grantee"),
      RetiringPrincipal: userArn("other"),
      IssuingAccount: `arn:aws:iam::${OWN}:root`,
      Operations: ["Encrypt", "Decrypt"],
      Constraints: { EncryptionContextSubset: { team: "ml" } },
    };
    expect(await grantsOf(KeyId)).toEqual([entry]);
    const by = (filter: object) => cast.kms.send(new ListGrantsCommand({ KeyId, ...filter }));
    expect((await by({ GrantId })).Grants).toEqual([entry]);
    expect((await by({ GranteePrincipal: userArn("grantee") })).Grants).toEqual([entry]);
    expect((await by({ GranteePrincipal: userArn("other") })).Grants).toEqual([]);
    const retirable = await cast
      .as("lister")
      .send(new ListRetirableGrantsCommand({ RetiringPrincipal: userArn("other") }));
    expect(retirable.Grants).toEqual([entry]);
  });

  test("with a name is made once, for the same parameters", async () => {
    const { KeyId } = await cast.key();
    const first = await create(KeyId, { Name: "once" });
    const again = await create(KeyId, { Name: "once" });
    expect(again.GrantId).toBe(first.GrantId);
    const wider = await create(KeyId, { Name: "once", Operations: ["Encrypt"] });
    expect(wider.GrantId).not.toBe(first.GrantId);
    const unnamed = [await create(KeyId, {}), await create(KeyId, {})];
    expect(unnamed[0]?.GrantId).not.toBe(unnamed[1]?.GrantId);
    expect(await grantsOf(KeyId)).toHaveLength(4);
  });

  test("keeps to its encryption context", async () => {
    const subset = await cast.key();
    await create(subset.KeyId, { Constraints: { EncryptionContextSubset: { Team: "ml" } } });
    // AWS: in constraints, keys are compared without case, values with it.
    await encryptAs("grantee", subset.KeyId, { team: "ml", more: "1" });
    await refused(encryptAs("grantee", subset.KeyId, { team: "ML" }), "AccessDeniedException");
    await refused(encryptAs("grantee", subset.KeyId), "AccessDeniedException");
    const equals = await cast.key();
    await create(equals.KeyId, {
      Operations: ["Encrypt", "DescribeKey"],
      Constraints: { EncryptionContextEquals: { team: "ml" } },
    });
    await encryptAs("grantee", equals.KeyId, { team: "ml" });
    await refused(encryptAs("grantee", equals.KeyId, { team: "ml", more: "1" }), "AccessDeniedException");
    // The constraint does not apply where there is no context.
    await cast.as("grantee").send(new DescribeKeyCommand({ KeyId: equals.KeyId }));
  });

  test("passes on no more than it has", async () => {
    const { KeyId } = await cast.key();
    await create(KeyId, {
      Operations: ["CreateGrant", "Encrypt"],
      Constraints: { EncryptionContextSubset: { team: "ml" } },
    });
    const delegate = (grant: Grant) =>
      cast
        .as("grantee")
        .send(new CreateGrantCommand({ KeyId, GranteePrincipal: userArn("other"), Operations: ["Encrypt"], ...grant }));
    await refused(delegate({}), "AccessDeniedException");
    await refused(
      delegate({ Operations: ["Decrypt"], Constraints: { EncryptionContextSubset: { team: "ml" } } }),
      "AccessDeniedException",
    );
    await delegate({ Constraints: { EncryptionContextEquals: { team: "ml", job: "1" } } });
    await encryptAs("other", KeyId, { team: "ml", job: "1" });
  });

  test("reaches into another account", async () => {
    const { Arn } = await cast.key();
    await refused(encryptAs("@guest", Arn), "AccessDeniedException");
    await create(Arn, { GranteePrincipal: userArn("guest", OTHER) });
    expect((await encryptAs("@guest", Arn)).KeyId).toBe(Arn);
  });
});

describe("retiring", () => {
  test("is for the retiring principal, by token or by id", async () => {
    const { KeyId, Arn } = await cast.key();
    const grant = { RetiringPrincipal: userArn("other") };
    const [one, two] = [await create(KeyId, grant), await create(KeyId, grant)];
    await refused(
      cast.as("grantee").send(new RetireGrantCommand({ GrantToken: one.GrantToken })),
      "AccessDeniedException",
    );
    await cast.as("other").send(new RetireGrantCommand({ GrantToken: one.GrantToken }));
    await cast.as("other").send(new RetireGrantCommand({ KeyId: Arn, GrantId: two.GrantId }));
    expect(await grantsOf(KeyId)).toEqual([]);
    const gone = await cast.as("lister").send(new ListRetirableGrantsCommand({ RetiringPrincipal: userArn("other") }));
    expect(gone.Grants?.map(({ KeyId: arn }) => arn)).not.toContain(Arn);
  });

  test("is for the grantee when the grant says so", async () => {
    const { KeyId, Arn } = await cast.key();
    const { GrantId } = await create(KeyId, { Operations: ["Encrypt", "RetireGrant"] });
    await refused(cast.as("other").send(new RetireGrantCommand({ KeyId: Arn, GrantId })), "AccessDeniedException");
    await cast.as("grantee").send(new RetireGrantCommand({ KeyId: Arn, GrantId }));
    expect(await grantsOf(KeyId)).toEqual([]);
  });
});

describe("errors", () => {
  test("operations that do not go with the key", async () => {
    const { KeyId } = await cast.key();
    await refused(create(KeyId, { Operations: ["Sign"] }), "ValidationException", /\[Sign\]/);
    const signing = await cast.key({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    await refused(create(signing.KeyId, { Operations: ["GenerateDataKey"] }), "ValidationException");
    await create(signing.KeyId, { Operations: ["Sign", "Verify", "GetPublicKey"] });
    await refused(
      create(signing.KeyId, { Operations: ["Sign"], Constraints: { EncryptionContextSubset: { a: "b" } } }),
      "ValidationException",
    );
  });

  test("grantees that are nobody, services without a source, tokens that are none", async () => {
    const { KeyId } = await cast.key();
    await refused(create(KeyId, { GranteePrincipal: "arn:aws:s3:::bucket" }), "InvalidArnException");
    await refused(create(KeyId, { GranteePrincipal: undefined }), "ValidationException");
    await refused(
      create(KeyId, { GranteePrincipal: undefined, GranteeServicePrincipal: "glue.amazonaws.com" }),
      "ValidationException",
    );
    await refused(create(KeyId, { Operations: [] }), "ValidationException");
    await refused(create(KeyId, { Name: "no spaces" }), "ValidationException");
    await refused(create(KeyId, { GrantTokens: ["nonsense"] }), "InvalidGrantTokenException");
    await refused(cast.kms.send(new RetireGrantCommand({ GrantToken: "nonsense" })), "InvalidGrantTokenException");
    await refused(cast.kms.send(new RetireGrantCommand({})), "ValidationException");
    await refused(cast.kms.send(new RevokeGrantCommand({ KeyId, GrantId: "nonsense" })), "InvalidGrantIdException");
    await refused(create(KeyId, { DryRun: true }), "DryRunOperationException");
    await cast.kms.send(new DisableKeyCommand({ KeyId }));
    await refused(create(KeyId, {}), "DisabledException");
    expect(await grantsOf(KeyId)).toEqual([]);
  });
});

describe("limits", () => {
  test("pages of grants", async () => {
    const { KeyId } = await cast.key();
    const made = new Set<string | undefined>();
    for (let i = 0; i < 5; i++) made.add((await create(KeyId, {})).GrantId);
    const listed = new Set<string | undefined>();
    for await (const page of paginateListGrants(
      { client: cast.kms, pageSize: 2 },
      { KeyId, GranteePrincipal: userArn("grantee") },
    ))
      for (const { GrantId } of page.Grants ?? []) listed.add(GrantId);
    expect(listed).toEqual(made);
  });
});
