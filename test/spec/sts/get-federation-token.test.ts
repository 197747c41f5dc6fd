/** sts:GetFederationToken through the SDK: users vouch for somebody, and give less than they have. */
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
} from "@aws-sdk/client-sts";
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import {
  allow,
  ACCOUNT,
  IdentityWorld,
  type Keys,
  keysOf,
  policy,
  ROOT_ARN,
  type TestUser,
  trust,
} from "./identity-world.ts";

let world: IdentityWorld;
let broker: TestUser;

beforeAll(async () => {
  world = await IdentityWorld.start();
  broker = await world.user(
    "broker",
    allow(["s3:ListAllMyBuckets", "s3:PutObject", "sts:GetFederationToken", "sts:TagSession", "iam:ListUsers"]),
  );
});
afterAll(() => world.close());

const federate = (more: Partial<GetFederationTokenCommandInput> = {}, by: Keys = broker.keys) =>
  world.sts(by).send(new GetFederationTokenCommand({ Name: "bob", ...more }));
const s3As = async (more: Partial<GetFederationTokenCommandInput>): Promise<S3Client> =>
  world.as(S3Client, keysOf((await federate(more)).Credentials));

describe("behaviour", () => {
  test("the session has a name of its own, and lasts twelve hours", async () => {
    const { Credentials, FederatedUser, PackedPolicySize } = await federate();
    expect(FederatedUser).toEqual({
      Arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      FederatedUserId: `${ACCOUNT}:bob`,
    });
    expect(PackedPolicySize).toBeUndefined();
    const lifeMs = (Credentials?.Expiration?.getTime() ?? 0) - world.clock.nowMs();
    expect(Math.abs(lifeMs - 43_200_000)).toBeLessThan(5000);
    const { Arn, Account, UserId } = await world.sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
    expect({ Arn, Account, UserId }).toEqual({
      Arn: FederatedUser?.Arn,
      Account: ACCOUNT,
      UserId: FederatedUser?.FederatedUserId,
    });
  });

  test("it may do what both the user's policies and the session policies allow", async () => {
    await (await s3As({ Policy: policy(allow("s3:*")) })).send(new ListBucketsCommand({}));
    await expectServiceError(
      (await s3As({ Policy: policy(allow("s3:*")) })).send(new CreateBucketCommand({ Bucket: "more-than-the-user" })),
      { name: "AccessDenied", status: 403 },
    );
    await expectServiceError((await s3As({ Policy: policy(allow("s3:GetObject")) })).send(new ListBucketsCommand({})), {
      name: "AccessDenied",
      status: 403,
    });
  });

  test("without session policies it may do what resource policies grant to it by name, and nothing else", async () => {
    const root = world.server.client(S3Client);
    await root.send(new CreateBucketCommand({ Bucket: "given-to-bob" }));
    const statement = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::given-to-bob/*",
    };
    await root.send(new PutBucketPolicyCommand({ Bucket: "given-to-bob", Policy: policy(statement) }));
    const s3 = await s3As({});
    await s3.send(new PutObjectCommand({ Bucket: "given-to-bob", Key: "k", Body: "v" }));
    await expectServiceError(s3.send(new ListBucketsCommand({})), { name: "AccessDenied", status: 403 });
    const carol = await s3As({ Name: "carol" });
    await expectServiceError(carol.send(new PutObjectCommand({ Bucket: "given-to-bob", Key: "k", Body: "v" })), {
      name: "AccessDenied",
      status: 403,
    });
  });

  test("sessions made by the root user last an hour at most", async () => {
    const { Credentials } = await federate({ DurationSeconds: 7200 }, world.server.credentials);
    expect((Credentials?.Expiration?.getTime() ?? 0) - world.clock.nowMs()).toBeLessThanOrEqual(3_600_000);
  });

  test("tags are seen by policies", async () => {
    const Policy = policy(
      allow("s3:ListAllMyBuckets", "*", { Condition: { StringEquals: { "aws:PrincipalTag/team": "data" } } }),
    );
    await (await s3As({ Policy, Tags: [{ Key: "Team", Value: "data" }] })).send(new ListBucketsCommand({}));
    await expectServiceError((await s3As({ Policy })).send(new ListBucketsCommand({})), {
      name: "AccessDenied",
      status: 403,
    });
  });
});

describe("errors", () => {
  test("sts:GetFederationToken must be allowed on the federated user, and sts:TagSession for tags", async () => {
    const narrow = await world.user(
      "narrow",
      allow("sts:GetFederationToken", `arn:aws:sts::${ACCOUNT}:federated-user/bob`),
    );
    await federate({}, narrow.keys);
    await expectServiceError(federate({ Name: "carol" }, narrow.keys), {
      name: "AccessDenied",
      status: 403,
      message: new RegExp(
        `^User: ${narrow.arn} is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::${ACCOUNT}:federated-user/carol`,
      ),
    });
    await expectServiceError(federate({ Tags: [{ Key: "a", Value: "b" }] }, narrow.keys), {
      name: "AccessDenied",
      status: 403,
      message: /sts:TagSession/,
    });
  });

  test("the session can neither call IAM nor assume a role", async () => {
    const keys = keysOf((await federate({ Policy: policy(allow("*")) })).Credentials);
    const role = await world.role("open", { trust: [trust({ AWS: ROOT_ARN })] });
    const nobody = { name: "InvalidClientTokenId", status: 403 };
    await expectServiceError(world.as(IAMClient, keys).send(new ListUsersCommand({})), nobody);
    await expectServiceError(
      world.sts(keys).send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "test" })),
      nobody,
    );
  });

  test("session policies must be policies, and names have their characters", async () => {
    await expectServiceError(federate({ Policy: "{}" }), { name: "MalformedPolicyDocumentException", status: 400 });
    await expectServiceError(federate({ Name: "b" }), {
      name: "ValidationError",
      status: 400,
      message: /at 'name'.*greater than or equal to 2/,
    });
    await expectServiceError(federate({ Name: "b".repeat(33) }), {
      name: "ValidationError",
      status: 400,
      message: /at 'name'.*less than or equal to 32/,
    });
  });
});
