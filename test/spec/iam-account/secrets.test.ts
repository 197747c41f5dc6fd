/**
 * Passwords, seeds and private keys: nowhere in the trail of events, and nowhere readable in the records.
 */
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  IAMClient,
  UpdateLoginProfileCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { expect, test } from "vitest";
import { startTestServer } from "../../support/server.ts";

function filesBelow(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

test("a password, a seed and a private key are in no event and in no file", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lakebed-secrets-"));
  const server = await startTestServer({ dataDir });
  const iam = server.client(IAMClient);
  const UserName = "keeper";
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: "First-Secret-1" }));
  await iam.send(new UpdateLoginProfileCommand({ UserName, Password: "Second-Secret-2" }));
  const refused = { OldPassword: "Third-Secret-3", NewPassword: "Fourth-Secret-4" };
  await iam.send(new ChangePasswordCommand(refused)).catch(() => undefined);
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }));
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const pair = await generate([{ name: "commonName", value: "x" }], { keyType: "ec", curve: "P-256" });
  await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: "site",
      CertificateBody: pair.cert,
      PrivateKey: pair.private,
    }),
  );
  const { Events } = await server.client(CloudTrailClient).send(new LookupEventsCommand({}));
  const names = (Events ?? []).map(({ EventName }) => EventName);
  expect(names).toContain("CreateLoginProfile");
  expect(names).toContain("UploadServerCertificate");
  const trail = JSON.stringify(Events);
  await server.close();
  const files = filesBelow(dataDir).map((path) => readFileSync(path));
  const privateLine = pair.private.split("\n")[1] ?? expect.unreachable("no key");
  const secrets = ["First-Secret-1", "Second-Secret-2", "Third-Secret-3", "Fourth-Secret-4", seed, privateLine.trim()];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10);
    expect(trail).not.toContain(secret);
    expect(files.some((bytes) => bytes.includes(secret))).toBe(false);
  }
  // The search finds what is there.
  expect(files.some((bytes) => bytes.includes(UserName))).toBe(true);
  rmSync(dataDir, { recursive: true });
});
