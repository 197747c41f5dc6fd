/**
 * Account aliases, the password policy and passwords through the SDK.
 */
import {
  ChangePasswordCommand,
  CreateAccountAliasCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccountPasswordPolicyCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccountAliasesCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamAs, makeUser } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

describe("the account alias", () => {
  test("is one: a new one takes the place of the old", async () => {
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: "first-name" }));
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: "second-name" }));
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
    expect(AccountAliases).toEqual(["second-name"]);
    await expectServiceError(iam.send(new DeleteAccountAliasCommand({ AccountAlias: "first-name" })), {
      name: "NoSuchEntityException",
      status: 404,
      message: "The account alias first-name cannot be found.",
    });
    await expectServiceError(iam.send(new CreateAccountAliasCommand({ AccountAlias: "second-name" })), {
      name: "EntityAlreadyExistsException",
      status: 409,
    });
    await iam.send(new DeleteAccountAliasCommand({ AccountAlias: "second-name" }));
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([]);
  });

  test.each(["ab", "Upper", "two--dashes", "-first", "last-"])("%s is none", async (AccountAlias) => {
    await expectServiceError(iam.send(new CreateAccountAliasCommand({ AccountAlias })), {
      name: "ValidationError",
      status: 400,
      message: /at 'accountAlias' failed to satisfy constraint/,
    });
  });
});

describe("the password policy", () => {
  test("is not there until it is set", async () => {
    await expectServiceError(iam.send(new GetAccountPasswordPolicyCommand({})), {
      name: "NoSuchEntityException",
      status: 404,
      message: `The Password Policy with domain name ${server.accountId} cannot be found.`,
    });
    await expectServiceError(iam.send(new DeleteAccountPasswordPolicyCommand({})), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });

  test("is replaced as a whole, with AWS's defaults for what is left out", async () => {
    await iam.send(
      new UpdateAccountPasswordPolicyCommand({
        MinimumPasswordLength: 12,
        RequireSymbols: true,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 2,
      }),
    );
    const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}));
    expect(PasswordPolicy).toEqual({
      MinimumPasswordLength: 12,
      RequireSymbols: true,
      RequireNumbers: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: true,
      MaxPasswordAge: 90,
      PasswordReusePrevention: 2,
      HardExpiry: false,
    });
    await iam.send(new UpdateAccountPasswordPolicyCommand({}));
    const { PasswordPolicy: defaults } = await iam.send(new GetAccountPasswordPolicyCommand({}));
    expect(defaults).toMatchObject({ MinimumPasswordLength: 6, RequireSymbols: false, ExpirePasswords: false });
    expect(defaults?.MaxPasswordAge).toBeUndefined();
    await iam.send(new DeleteAccountPasswordPolicyCommand({}));
  });

  test("has bounds", async () => {
    await expectServiceError(
      iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 5, MaxPasswordAge: 1096 })),
      { name: "ValidationError", status: 400, message: /^2 validation errors detected: / },
    );
  });
});

describe("passwords", () => {
  const violation = { name: "PasswordPolicyViolationException", status: 400 } as const;

  test("are checked against AWS's own policy when the account has none", async () => {
    await iam.send(new CreateUserCommand({ UserName: "signer" }));
    const create = (Password: string) => iam.send(new CreateLoginProfileCommand({ UserName: "signer", Password }));
    await expectServiceError(create("Sh0rt!"), violation);
    await expectServiceError(create("onlylowercase"), violation);
    await expectServiceError(create(""), { name: "ValidationError", status: 400 });
    const refused = await expectServiceError(create("Tr0ub4dor\u2603"), { name: "ValidationError", status: 400 });
    expect(refused["message"]).not.toContain("Tr0ub4dor");
    const { LoginProfile } = await create("Correct-horse-9");
    expect(LoginProfile).toMatchObject({ UserName: "signer", PasswordResetRequired: false });
    await expectServiceError(create("Correct-horse-9"), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "Login Profile for user signer already exists.",
    });
  });

  test("are changed by an administrator, not to one of before when the policy says so", async () => {
    await iam.send(
      new UpdateAccountPasswordPolicyCommand({
        MinimumPasswordLength: 10,
        RequireNumbers: true,
        PasswordReusePrevention: 1,
      }),
    );
    const update = (Password: string) =>
      iam.send(new UpdateLoginProfileCommand({ UserName: "signer", Password, PasswordResetRequired: true }));
    await expectServiceError(update("no-numbers-here"), violation);
    await expectServiceError(update("Correct-horse-9"), violation);
    await update("battery-staple-7");
    await update("Correct-horse-9");
    const { LoginProfile } = await iam.send(new GetLoginProfileCommand({ UserName: "signer" }));
    expect(LoginProfile?.PasswordResetRequired).toBe(true);
    await iam.send(new DeleteAccountPasswordPolicyCommand({}));
  });

  test("are changed by their user, who must know the old one", async () => {
    const own = iamAs(server, await makeUser(iam, "changer", { Action: "iam:ChangePassword" }));
    await expectServiceError(own.send(new ChangePasswordCommand({ OldPassword: "x", NewPassword: "New-passw0rd" })), {
      name: "NoSuchEntityException",
      status: 404,
    });
    await iam.send(new CreateLoginProfileCommand({ UserName: "changer", Password: "First-passw0rd" }));
    await expectServiceError(
      own.send(new ChangePasswordCommand({ OldPassword: "Wrong-passw0rd", NewPassword: "Second-passw0rd" })),
      { name: "AccessDenied", status: 403, message: "The old password was incorrect." },
    );
    await own.send(new ChangePasswordCommand({ OldPassword: "First-passw0rd", NewPassword: "Second-passw0rd" }));
    await own.send(new ChangePasswordCommand({ OldPassword: "Second-passw0rd", NewPassword: "Third-passw0rd" }));
    await expectServiceError(
      iam.send(new ChangePasswordCommand({ OldPassword: "First-passw0rd", NewPassword: "Second-passw0rd" })),
      { name: "InvalidUserTypeException", status: 400 },
    );
    own.destroy();
  });

  test("keep their user from being deleted", async () => {
    await expectServiceError(iam.send(new DeleteUserCommand({ UserName: "signer" })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete entity, must delete login profile first.",
    });
    await iam.send(new DeleteLoginProfileCommand({ UserName: "signer" }));
    await expectServiceError(iam.send(new GetLoginProfileCommand({ UserName: "signer" })), {
      name: "NoSuchEntityException",
      status: 404,
      message: "Login Profile for User signer cannot be found.",
    });
    await iam.send(new DeleteUserCommand({ UserName: "signer" }));
  });
});
