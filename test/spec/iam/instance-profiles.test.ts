/**
 * Instance profiles through the SDK.
 */
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  const AssumeRolePolicyDocument = trustText({ Service: "ec2.amazonaws.com" });
  for (const RoleName of ["machine", "other"])
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
});
afterAll(() => server.close());

describe("behaviour", () => {
  test("a profile is made empty, takes one role, shows it, and gives it back", async () => {
    const { InstanceProfile } = await iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: "web",
        Path: "/fleet/",
        Tags: [{ Key: "tier", Value: "front" }],
      }),
    );
    expect(InstanceProfile).toMatchObject({
      InstanceProfileName: "web",
      Arn: `arn:aws:iam::${server.accountId}:instance-profile/fleet/web`,
      Roles: [],
      Tags: [{ Key: "tier", Value: "front" }],
    });
    expect(InstanceProfile?.InstanceProfileId).toMatch(/^AIPA[A-Z2-7]{17}$/);
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "web", RoleName: "machine" }));
    const found = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "WEB" }));
    expect(found.InstanceProfile?.Roles?.map(({ Arn }) => Arn)).toEqual([
      `arn:aws:iam::${server.accountId}:role/machine`,
    ]);
    const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "machine" }));
    expect(InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName)).toEqual(["web"]);
    expect(InstanceProfiles?.[0]).not.toHaveProperty("Tags");
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "web", RoleName: "machine" }));
    const after = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "machine" }));
    expect(after.InstanceProfiles).toEqual([]);
  });

  test("ListInstanceProfiles pages through the profiles below a path", async () => {
    for (const name of ["b", "a", "c"])
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Path: "/listed/" }));
    const first = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: "/listed/", MaxItems: 2 }));
    expect(first.InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName)).toEqual(["a", "b"]);
    const second = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: "/listed/", Marker: first.Marker }));
    expect(second.InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName)).toEqual(["c"]);
    expect(second.IsTruncated).toBe(false);
  });
});

describe("errors", () => {
  test("names are taken without regard to case, and what is not there is not found", async () => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "Once" }));
    await expectServiceError(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "once" })), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "Instance Profile once already exists.",
    });
    const absent = { name: "NoSuchEntityException", status: 404 };
    await expectServiceError(iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "never" })), {
      ...absent,
      message: "Instance Profile never cannot be found.",
    });
    await expectServiceError(
      iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "Once", RoleName: "never" })),
      { ...absent, message: "The role with name never cannot be found." },
    );
    await expectServiceError(
      iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "Once", RoleName: "machine" })),
      absent,
    );
  });

  test("a profile has one role, and is not deleted while it has it", async () => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "full" }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "full", RoleName: "machine" }));
    await expectServiceError(
      iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "full", RoleName: "other" })),
      {
        name: "LimitExceededException",
        status: 409,
        message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
      },
    );
    await expectServiceError(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: "full" })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete entity, must remove roles from instance profile first.",
    });
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "full", RoleName: "machine" }));
    await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: "full" }));
  });
});
