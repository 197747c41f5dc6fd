/**
 * Permissions on what has tags of its own beside users and roles: MFA devices, identity providers and server certificates.
 */
import {
  CreateOpenIDConnectProviderCommand,
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  GetOpenIDConnectProviderCommand,
  GetServerCertificateCommand,
  IAMClient,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import { iamAs, makeUser } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
let limited: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  const own = { StringEquals: { "aws:ResourceTag/team": "ml" } };
  const credentials = await makeUser(
    iam,
    "limited",
    { Action: ["iam:GetOpenIDConnectProvider", "iam:DeleteVirtualMFADevice"], Condition: own },
    { Action: "iam:GetServerCertificate", Resource: "arn:aws:iam::*:server-certificate/data/*" },
    { Action: "iam:CreateVirtualMFADevice", Condition: { StringEquals: { "aws:RequestTag/team": "ml" } } },
  );
  limited = iamAs(server, credentials);
});
afterAll(async () => {
  limited.destroy();
  await server.close();
});

const denied = { name: "AccessDenied", status: 403 } as const;
const team = (Value: string): { Key: string; Value: string }[] => [{ Key: "team", Value }];

test("an identity provider by its tags", async () => {
  const make = async (host: string, tag: string): Promise<string> => {
    const Url = `https://${host}.example.com/realms/x`;
    const made = await iam.send(new CreateOpenIDConnectProviderCommand({ Url, Tags: team(tag) }));
    return made.OpenIDConnectProviderArn ?? "";
  };
  const own = await make("own", "ml");
  const other = await make("other", "web");
  const { Url } = await limited.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: own }));
  expect(Url).toBe("own.example.com/realms/x");
  await expectServiceError(
    limited.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: other })),
    denied,
  );
});

test("an MFA device by the tags it gets and by those it has", async () => {
  const create = (VirtualMFADeviceName: string, tag: string) =>
    limited.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName, Tags: team(tag) }));
  await expectServiceError(create("web", "web"), denied);
  const { VirtualMFADevice } = await create("ml", "ml");
  await limited.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: VirtualMFADevice?.SerialNumber }));
  const other = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "web", Tags: team("web") }));
  const SerialNumber = other.VirtualMFADevice?.SerialNumber;
  await expectServiceError(limited.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), denied);
});

test("a server certificate by its path, which requests do not name", async () => {
  const pair = await generate([{ name: "commonName", value: "x" }], { keyType: "ec", curve: "P-256" });
  for (const [ServerCertificateName, Path] of [
    ["inside", "/data/"],
    ["outside", "/web/"],
  ])
    await iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName,
        Path,
        CertificateBody: pair.cert,
        PrivateKey: pair.private,
      }),
    );
  await limited.send(new GetServerCertificateCommand({ ServerCertificateName: "inside" }));
  await expectServiceError(limited.send(new GetServerCertificateCommand({ ServerCertificateName: "outside" })), denied);
});
