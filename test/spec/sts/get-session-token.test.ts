/** sts:GetSessionToken through the SDK: temporary credentials of users and of the root user. */
import {
  CreateVirtualMFADeviceCommand,
  DeleteUserPolicyCommand,
  EnableMFADeviceCommand,
  IAMClient,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, IdentityWorld, type Keys, keysOf, ROOT_ARN, type TestUser, trust } from "./identity-world.ts";
import { codesOf } from "./one-time-codes.ts";

let world: IdentityWorld;
let alice: TestUser;

beforeAll(async () => {
  world = await IdentityWorld.start();
  alice = await world.user("alice", allow(["s3:*", "iam:*", "sts:*"]));
});
afterAll(() => world.close());

const sessionOf = async (keys: Keys, more: object = {}): Promise<Keys> =>
  keysOf((await world.sts(keys).send(new GetSessionTokenCommand(more))).Credentials);

const NOBODY = { name: "InvalidClientTokenId", status: 403, message: /^The security token included in the request is/ };

describe("behaviour", () => {
  test("the session is the user, for twelve hours unless told otherwise", async () => {
    const beganMs = world.clock.nowMs();
    const { Credentials } = await world.sts(alice.keys).send(new GetSessionTokenCommand({}));
    expect(Math.abs((Credentials?.Expiration?.getTime() ?? 0) - beganMs - 43_200_000)).toBeLessThan(5000);
    const { Arn, UserId } = await world.sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
    expect({ Arn, UserId }).toEqual({ Arn: alice.arn, UserId: alice.id });
    await world.as(S3Client, keysOf(Credentials)).send(new ListBucketsCommand({}));
  });

  test("no permission is needed, and the user's policies decide for the session at every call", async () => {
    const bob = await world.user("bob", allow("s3:ListAllMyBuckets"));
    const s3 = world.as(S3Client, await sessionOf(bob.keys));
    await s3.send(new ListBucketsCommand({}));
    await world.iam.send(new DeleteUserPolicyCommand({ UserName: "bob", PolicyName: "given" }));
    await expectServiceError(s3.send(new ListBucketsCommand({})), { name: "AccessDenied", status: 403 });
  });

  test("sessions of the root user last an hour at most, without a word", async () => {
    const { Credentials } = await world
      .sts(world.server.credentials)
      .send(new GetSessionTokenCommand({ DurationSeconds: 43_200 }));
    const lifeMs = (Credentials?.Expiration?.getTime() ?? 0) - world.clock.nowMs();
    expect(lifeMs).toBeLessThanOrEqual(3_600_000);
    const { Arn } = await world.sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(ROOT_ARN);
  });

  test("IAM is closed to the session, and of STS only GetCallerIdentity and AssumeRole are open", async () => {
    const keys = await sessionOf(alice.keys);
    await expectServiceError(world.as(IAMClient, keys).send(new ListUsersCommand({})), NOBODY);
    const sts = world.sts(keys);
    for (const command of [
      new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId }),
      new DecodeAuthorizationMessageCommand({ EncodedMessage: "x" }),
    ])
      await expectServiceError(sts.send(command as GetAccessKeyInfoCommand), NOBODY);
    const role = await world.role("reader", { trust: [trust({ AWS: ROOT_ARN })] });
    await sts.send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test" }));
  });
});

describe("with an MFA device", () => {
  let device: string;
  let next: () => string;

  /** Gives the user a device; the codes before the next one are spent on that. */
  async function enable(userName: string): Promise<{ readonly device: string; readonly next: () => string }> {
    const { VirtualMFADevice } = await world.iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: userName }),
    );
    const SerialNumber = VirtualMFADevice?.SerialNumber ?? "";
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
    const codes = codesOf(seed, world.clock.wallMs());
    const given = { AuthenticationCode1: codes(-1), AuthenticationCode2: codes(0) };
    await world.iam.send(new EnableMFADeviceCommand({ UserName: userName, SerialNumber, ...given }));
    return { device: SerialNumber, next: () => codes(1) };
  }

  beforeAll(async () => {
    ({ device, next } = await enable("alice"));
  });

  test("a code given to AssumeRole counts for the trust policy, and only the caller's own device", async () => {
    const carol = await world.user("carol", allow("sts:AssumeRole"));
    const hers = await enable("carol");
    const onlyWithMfa = trust({ AWS: ROOT_ARN }, "sts:AssumeRole", {
      Bool: { "aws:MultiFactorAuthPresent": "true" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "60" },
    });
    const role = await world.role("guarded", { trust: [onlyWithMfa] });
    const assume = (more: object) =>
      world.sts(carol.keys).send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test", ...more }));
    await expectServiceError(assume({}), { name: "AccessDenied", status: 403, message: /role trust policy/ });
    await expectServiceError(assume({ SerialNumber: device, TokenCode: hers.next() }), {
      name: "AccessDenied",
      status: 403,
      message: /^MultiFactorAuthentication failed/,
    });
    await assume({ SerialNumber: hers.device, TokenCode: hers.next() });
  });

  test("a code opens IAM to the session, tells policies of it, and is good once", async () => {
    const onlyWithMfa = trust({ AWS: ROOT_ARN }, "sts:AssumeRole", {
      Bool: { "aws:MultiFactorAuthPresent": "true" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
    });
    const seesMfa = allow("iam:ListUsers", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } });
    const role = await world.role("careful", { trust: [onlyWithMfa], may: [seesMfa] });
    const assume = (keys: Keys, more: object = {}) =>
      world.sts(keys).send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test", ...more }));
    await expectServiceError(assume(alice.keys), { name: "AccessDenied", status: 403 });
    await expectServiceError(assume(await sessionOf(alice.keys)), { name: "AccessDenied", status: 403 });
    const code = next();
    const keys = await sessionOf(alice.keys, { SerialNumber: device, TokenCode: code });
    await world.as(IAMClient, keys).send(new ListUsersCommand({}));
    // The role's session knows nothing of the code.
    const assumed = keysOf((await assume(keys)).Credentials);
    await expectServiceError(world.as(IAMClient, assumed).send(new ListUsersCommand({})), {
      name: "AccessDenied",
      status: 403,
    });
    await expectServiceError(sessionOf(alice.keys, { SerialNumber: device, TokenCode: code }), {
      name: "AccessDenied",
      status: 403,
      message: /^MultiFactorAuthentication failed with invalid MFA one time pass code\./,
    });
    await expectServiceError(assume(alice.keys, { SerialNumber: device, TokenCode: code }), {
      name: "AccessDenied",
      status: 403,
      message: /^MultiFactorAuthentication failed/,
    });
    world.clock.advance(3_600_000);
    await expectServiceError(assume(keys), { name: "AccessDenied", status: 403 });
  });

  test("a code without its device, a device without a code, and one who can have no device are refused", async () => {
    await expectServiceError(sessionOf(alice.keys, { TokenCode: "123456" }), {
      name: "AccessDenied",
      status: 403,
      message: "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    });
    const role = await world.role("plain", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("sts:AssumeRole")] });
    const assume = (keys: Keys, more: object = {}) =>
      world.sts(keys).send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test", ...more }));
    const session = keysOf((await assume(alice.keys)).Credentials);
    await expectServiceError(assume(session, { SerialNumber: device, TokenCode: "123456" }), {
      name: "AccessDenied",
      status: 403,
      message: /^MultiFactorAuthentication failed, unable to validate MFA code\./,
    });
  });
});

describe("errors", () => {
  test("temporary credentials get no others of their kind", async () => {
    const role = await world.role("maker", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("sts:*")] });
    const assumed = await world
      .sts(alice.keys)
      .send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test" }));
    for (const keys of [await sessionOf(alice.keys), keysOf(assumed.Credentials)]) {
      await expectServiceError(world.sts(keys).send(new GetSessionTokenCommand({})), {
        name: "AccessDenied",
        status: 403,
        message: "Cannot call GetSessionToken with session credentials",
      });
      await expectServiceError(world.sts(keys).send(new GetFederationTokenCommand({ Name: "bob" })), {
        name: "AccessDenied",
        status: 403,
        message: "Cannot call GetFederationToken with session credentials",
      });
    }
  });

  test("a temporary key is nothing without its token, and a token nothing without its key", async () => {
    const keys = await sessionOf(alice.keys);
    const { accessKeyId, secretAccessKey, sessionToken = "" } = keys;
    const other = await sessionOf(alice.keys);
    for (const wrong of [
      { accessKeyId, secretAccessKey },
      { ...alice.keys, sessionToken },
      { accessKeyId, secretAccessKey, sessionToken: `${sessionToken.slice(0, -2)}AA` },
      { accessKeyId, secretAccessKey, sessionToken: other.sessionToken ?? "" },
    ])
      await expectServiceError(world.sts(wrong).send(new GetCallerIdentityCommand({})), NOBODY);
  });
});

describe("limits", () => {
  test("the duration is from 900 to 129,600 seconds", async () => {
    for (const DurationSeconds of [899, 129_601])
      await expectServiceError(world.sts(alice.keys).send(new GetSessionTokenCommand({ DurationSeconds })), {
        name: "ValidationError",
        status: 400,
        message: new RegExp(`^1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' failed`),
      });
    await sessionOf(alice.keys, { DurationSeconds: 129_600 });
  });
});
