/** MFA delete, with codes as the root user's authenticator app makes them. The words of the refusals are those that users of S3 report. */
import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../../src/runtime/clock.ts";
import { codeAt, stepAt } from "../../../src/services/iam/account/totp.ts";
import { makeUser } from "../../support/iam-story.ts";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

// The world's time of the server, moved on by the test: a code is good once, and two codes are 30 seconds apart.
let offsetMs = 0;
const clock: Clock = { ...systemClock(), wallMs: () => Date.now() + offsetMs };
const STEP_MS = 30_000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

let fixture: S3Fixture;
let serialNumber = "";
let seed = new Uint8Array();
let Bucket = "";

/** `x-amz-mfa` with a code that was not used before. */
function mfa(): string {
  offsetMs += STEP_MS;
  return `${serialNumber} ${codeAt(seed, stepAt(clock.wallMs()))}`;
}

beforeAll(async () => {
  fixture = await startS3({ clock });
  const iam = fixture.server.client(IAMClient);
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "root" }));
  serialNumber = VirtualMFADevice?.SerialNumber ?? "";
  const text = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  seed = Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  );
  const step = stepAt(clock.wallMs());
  await iam.send(
    new EnableMFADeviceCommand({
      UserName: "root",
      SerialNumber: serialNumber,
      AuthenticationCode1: codeAt(seed, step),
      AuthenticationCode2: codeAt(seed, step + 1),
    }),
  );
  offsetMs += STEP_MS;
});
afterAll(() => fixture.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  await fixture.s3.send(new CreateBucketCommand({ Bucket }));
});

const setVersioning = (
  VersioningConfiguration: { Status: "Enabled" | "Suspended"; MFADelete?: "Enabled" | "Disabled" },
  MFA?: string,
) => fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration, MFA }));
const versioning = async () => {
  const { Status, MFADelete } = await fixture.s3.send(new GetBucketVersioningCommand({ Bucket }));
  return { Status, MFADelete };
};
const put = async (Key = "k") => (await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "b" }))).VersionId;
const remove = (VersionId: string | undefined, MFA?: string) =>
  fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId, MFA }));
const REQUIRED = {
  code: "AccessDenied",
  status: 403,
  message: "Mfa Authentication must be used for this request",
};
const ON = { Status: "Enabled", MFADelete: "Enabled" } as const;

describe("turning it on", () => {
  test("takes a code of the root user's device", async () => {
    expect(await refusalOf(setVersioning(ON))).toMatchObject(REQUIRED);
    expect(await refusalOf(setVersioning(ON, `${serialNumber} 000000`))).toMatchObject(REQUIRED);
    expect(await versioning()).toEqual({ Status: undefined, MFADelete: undefined });
    await setVersioning(ON, mfa());
    expect(await versioning()).toEqual(ON);
  });

  test("is the root user's alone", async () => {
    const credentials = await makeUser(fixture.server.client(IAMClient), "admin", { Action: "s3:*" });
    const admin = fixture.client({ credentials });
    const ask = (MFA?: string) =>
      admin.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: ON, MFA }));
    const refused = { code: "AccessDenied", message: "This operation may only be performed by the bucket owner" };
    expect(await refusalOf(ask())).toMatchObject(refused);
    expect(await refusalOf(ask(mfa()))).toMatchObject(refused);
  });

  test("Disabled changes nothing where it is off, and is shown", async () => {
    await setVersioning({ Status: "Enabled", MFADelete: "Disabled" });
    expect(await versioning()).toEqual({ Status: "Enabled", MFADelete: "Disabled" });
  });
});

describe("where it is on", () => {
  beforeEach(async () => void (await setVersioning(ON, mfa())));

  test("a version goes with a code only, a marker is made without", async () => {
    const VersionId = await put();
    expect(await refusalOf(remove(VersionId))).toMatchObject(REQUIRED);
    const code = mfa();
    const marker = await remove(undefined);
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusalOf(remove(marker.VersionId))).toMatchObject(REQUIRED);
    await remove(VersionId, code);
    expect(await refusalOf(remove(marker.VersionId, code))).toMatchObject(REQUIRED);
  });

  test("DeleteObjects with versions fails as a whole without a code", async () => {
    const VersionId = await put();
    await put("other");
    const Objects = [{ Key: "k", VersionId }, { Key: "other" }];
    const send = (MFA?: string) => fixture.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects }, MFA }));
    expect(await refusalOf(send())).toMatchObject(REQUIRED);
    expect(await refusalOf(send(`${serialNumber} 000000`))).toMatchObject(REQUIRED);
    await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: "other" }));
    expect((await send(mfa())).Deleted).toHaveLength(2);
  });

  test("versioning and MFA delete change with a code only", async () => {
    expect(await refusalOf(setVersioning({ Status: "Suspended" }))).toMatchObject(REQUIRED);
    const off = { Status: "Suspended", MFADelete: "Disabled" } as const;
    expect(await refusalOf(setVersioning(off))).toMatchObject(REQUIRED);
    await setVersioning(off, mfa());
    expect(await versioning()).toEqual(off);
    const VersionId = await put();
    expect(VersionId).toBeUndefined();
    await remove("null");
  });
});
