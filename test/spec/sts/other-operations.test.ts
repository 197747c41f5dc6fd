/** sts:GetAccessKeyInfo and sts:DecodeAuthorizationMessage through the SDK. */
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetDelegatedAccessTokenCommand,
  GetWebIdentityTokenCommand,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sealAuthorizationMessage } from "../../../src/auth/authorization-message.ts";
import { createSealer } from "../../../src/auth/sealer.ts";
import { systemRandom } from "../../../src/runtime/random.ts";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, type TestUser } from "./identity-world.ts";

const ROOT_KEY = "ab".repeat(32);

let world: IdentityWorld;
let nobody: TestUser;

beforeAll(async () => {
  world = await IdentityWorld.start({ rootKey: ROOT_KEY });
  nobody = await world.user("nobody");
});
afterAll(() => world.close());

describe("GetAccessKeyInfo", () => {
  test("tells the account of a user's key and of a key of another installation, whether it is there or not", async () => {
    const reader = await world.user("reader", allow("sts:GetAccessKeyInfo"));
    const accountOf = async (AccessKeyId: string) =>
      (await world.sts(reader.keys).send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;
    expect(await accountOf(nobody.keys.accessKeyId)).toBe(ACCOUNT);
    // A real key id, public with its account: https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
    expect(await accountOf("ASIAY34FZKBOKMUTVV7A")).toBe("609629065308");
  });

  test("needs permission, and an id that can be one", async () => {
    const call = (AccessKeyId: string, keys = nobody.keys) =>
      world.sts(keys).send(new GetAccessKeyInfoCommand({ AccessKeyId }));
    await expectServiceError(call(nobody.keys.accessKeyId), {
      name: "AccessDenied",
      status: 403,
      message: /not authorized to perform: sts:GetAccessKeyInfo/,
    });
    await expectServiceError(call("short"), {
      name: "ValidationError",
      status: 400,
      message: /'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16/,
    });
    await expectServiceError(call("0123456789abcdef", world.server.credentials), {
      name: "ValidationError",
      status: 400,
    });
  });
});

describe("DecodeAuthorizationMessage", () => {
  const message = (): string =>
    sealAuthorizationMessage(createSealer(Buffer.from(ROOT_KEY, "hex"), systemRandom()), {
      principal: { id: "AIDAEXAMPLE", arn: `arn:aws:iam::${ACCOUNT}:user/alice` },
      action: "ec2:RunInstances",
      resource: "*",
      conditions: [],
      decision: {
        isAllowed: false,
        outcome: "implicit-deny",
        layer: "identity-policy",
        isCrossAccount: false,
        layers: [],
        nearMisses: [],
      },
    });

  test("tells whoever may ask why a request was refused", async () => {
    const reader = await world.user("decoder", allow("sts:DecodeAuthorizationMessage"));
    const { DecodedMessage = "" } = await world
      .sts(reader.keys)
      .send(new DecodeAuthorizationMessageCommand({ EncodedMessage: message() }));
    expect(JSON.parse(DecodedMessage)).toMatchObject({
      allowed: false,
      explicitDeny: false,
      context: { action: "ec2:RunInstances" },
    });
  });

  test("needs permission, and a message of this installation", async () => {
    await expectServiceError(
      world.sts(nobody.keys).send(new DecodeAuthorizationMessageCommand({ EncodedMessage: message() })),
      { name: "AccessDenied", status: 403 },
    );
    for (const EncodedMessage of ["nonsense", `${message().slice(0, -4)}AAAA`])
      await expectServiceError(
        world.sts(world.server.credentials).send(new DecodeAuthorizationMessageCommand({ EncodedMessage })),
        { name: "InvalidAuthorizationMessageException", status: 400 },
      );
    await expectServiceError(
      world
        .sts(world.server.credentials)
        .send(new DecodeAuthorizationMessageCommand({ EncodedMessage: "x".repeat(10_241) })),
      { name: "ValidationError", status: 400 },
    );
  });
});

test("operations that are not there say why", async () => {
  const sts = world.sts(world.server.credentials);
  const missing = { name: "NotImplemented", status: 501 };
  await expectServiceError(
    sts.send(new GetWebIdentityTokenCommand({ Audience: ["x"], SigningAlgorithm: "RS256" })),
    missing,
  );
  await expectServiceError(sts.send(new GetDelegatedAccessTokenCommand({ TradeInToken: "x" })), missing);
});
