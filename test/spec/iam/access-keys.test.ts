/**
 * Access keys through the SDK: made, used, turned off, deleted, and what is told about their use.
 */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountOfAccessKeyId } from "../../../src/kit/access-key-id.ts";
import { iamAs, makeUser } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const UNKNOWN_KEY = { name: "InvalidClientTokenId", status: 403 };

describe("behaviour", () => {
  test("CreateAccessKey gives a key that signs requests of the user at once", async () => {
    await iam.send(new CreateUserCommand({ UserName: "signer" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "signer" }));
    expect(AccessKey).toMatchObject({ UserName: "signer", Status: "Active" });
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(accountOfAccessKeyId(AccessKey?.AccessKeyId ?? "")).toBe(server.accountId);
    expect(AccessKey?.SecretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: "signer" }));
    expect(AccessKeyMetadata).toEqual([
      {
        UserName: "signer",
        AccessKeyId: AccessKey?.AccessKeyId,
        Status: "Active",
        CreateDate: AccessKey?.CreateDate,
      },
    ]);
  });

  test("a key acts for its user without naming it, also after the user was renamed", async () => {
    const credentials = await makeUser(iam, "self", { Action: "iam:*" });
    const own = iamAs(server, credentials);
    expect((await own.send(new GetUserCommand({}))).User?.UserName).toBe("self");
    await iam.send(new UpdateUserCommand({ UserName: "self", NewUserName: "renamed-self" }));
    expect((await own.send(new GetUserCommand({}))).User?.UserName).toBe("renamed-self");
    const second = (await own.send(new CreateAccessKeyCommand({}))).AccessKey;
    expect(second?.UserName).toBe("renamed-self");
    const { AccessKeyMetadata } = await own.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId).sort()).toEqual(
      [credentials.accessKeyId, second?.AccessKeyId].sort(),
    );
    await own.send(new DeleteAccessKeyCommand({ AccessKeyId: second?.AccessKeyId }));
    own.destroy();
  });

  test("a key that is turned off or deleted signs nothing from the next request on", async () => {
    const credentials = await makeUser(iam, "switched", { Action: "iam:GetUser" });
    const own = iamAs(server, credentials);
    const AccessKeyId = credentials.accessKeyId;
    await own.send(new GetUserCommand({}));
    await iam.send(new UpdateAccessKeyCommand({ UserName: "switched", AccessKeyId, Status: "Inactive" }));
    await expectServiceError(own.send(new GetUserCommand({})), UNKNOWN_KEY);
    await iam.send(new UpdateAccessKeyCommand({ UserName: "switched", AccessKeyId, Status: "Active" }));
    await own.send(new GetUserCommand({}));
    await iam.send(new DeleteAccessKeyCommand({ UserName: "switched", AccessKeyId }));
    await expectServiceError(own.send(new GetUserCommand({})), UNKNOWN_KEY);
    own.destroy();
  });

  test("GetAccessKeyLastUsed tells when, where and for which service a key was used", async () => {
    const credentials = await makeUser(iam, "used", { Action: "iam:GetUser" });
    const AccessKeyId = credentials.accessKeyId;
    const before = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(before).toMatchObject({ UserName: "used", AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" } });
    expect(before.AccessKeyLastUsed?.LastUsedDate).toBeUndefined();
    const own = iamAs(server, credentials);
    await own.send(new GetUserCommand({}));
    own.destroy();
    const after = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(after.AccessKeyLastUsed).toMatchObject({ ServiceName: "iam", Region: "us-east-1" });
    expect(after.AccessKeyLastUsed?.LastUsedDate).toBeInstanceOf(Date);
  });

  test("the root user makes keys for itself", async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    expect(AccessKey?.UserName).toBeUndefined();
    const root = iamAs(server, {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    });
    expect((await root.send(new GetUserCommand({}))).User?.Arn).toBe(`arn:aws:iam::${server.accountId}:root`);
    const { AccessKeyMetadata } = await root.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([AccessKey?.AccessKeyId]);
    await root.send(new DeleteAccessKeyCommand({ AccessKeyId: AccessKey?.AccessKeyId }));
    await expectServiceError(root.send(new GetUserCommand({})), UNKNOWN_KEY);
    root.destroy();
  });
});

describe("errors", () => {
  test("a key of another user is not found, and no key is", async () => {
    const credentials = await makeUser(iam, "owner");
    await iam.send(new CreateUserCommand({ UserName: "stranger" }));
    const AccessKeyId = credentials.accessKeyId;
    const absent = {
      name: "NoSuchEntityException",
      status: 404,
      message: `The Access Key with id ${AccessKeyId} cannot be found.`,
    };
    await expectServiceError(iam.send(new DeleteAccessKeyCommand({ UserName: "stranger", AccessKeyId })), absent);
    await expectServiceError(
      iam.send(new UpdateAccessKeyCommand({ UserName: "stranger", AccessKeyId, Status: "Inactive" })),
      absent,
    );
    await expectServiceError(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: "AKIAAAAAAAAAAAAAAAAA" })), {
      ...absent,
      message: "The Access Key with id AKIAAAAAAAAAAAAAAAAA cannot be found.",
    });
    await expectServiceError(iam.send(new DeleteAccessKeyCommand({ UserName: "owner", AccessKeyId: "short" })), {
      name: "ValidationError",
      status: 400,
      message:
        "Value 'short' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
    });
  });

  test("a status is Active or Inactive", async () => {
    const { accessKeyId } = await makeUser(iam, "status");
    await expectServiceError(
      iam.send(new UpdateAccessKeyCommand({ UserName: "status", AccessKeyId: accessKeyId, Status: "Off" as "Active" })),
      { name: "ValidationError", status: 400 },
    );
  });

  test("a user with a key cannot be deleted", async () => {
    await makeUser(iam, "keyed");
    await expectServiceError(iam.send(new DeleteUserCommand({ UserName: "keyed" })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete entity, must delete access keys first.",
    });
  });
});

describe("limits", () => {
  test("a user has at most two keys, turned off or not", async () => {
    const { accessKeyId } = await makeUser(iam, "pair");
    await iam.send(new UpdateAccessKeyCommand({ UserName: "pair", AccessKeyId: accessKeyId, Status: "Inactive" }));
    await iam.send(new CreateAccessKeyCommand({ UserName: "pair" }));
    await expectServiceError(iam.send(new CreateAccessKeyCommand({ UserName: "pair" })), {
      name: "LimitExceededException",
      status: 409,
      message: "Cannot exceed quota for AccessKeysPerUser: 2",
    });
  });
});
