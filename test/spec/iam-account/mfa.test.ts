/**
 * Virtual MFA devices through the SDK, with codes as an authenticator app makes them.
 */
import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
} from "@aws-sdk/client-iam";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { inflateSync } from "node:zlib";
import decodeQr from "qr/decode.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../../src/runtime/clock.ts";
import { codeAt, stepAt } from "../../../src/services/iam/account/totp.ts";
import { makeUser } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

// The world's time of the server, moved on by the test: two codes are 30 seconds apart.
let offsetMs = 0;
const clock: Clock = { ...systemClock(), wallMs: () => Date.now() + offsetMs };
const STEP_MS = 30_000;

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  );
}

interface Device {
  readonly serialNumber: string;
  /** The code of now, or of some steps from now. */
  readonly code: (steps?: number) => string;
}

async function makeDevice(name: string): Promise<Device> {
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }));
  const text = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  expect(text).toMatch(/^[A-Z2-7]{64}$/);
  const seed = fromBase32(text);
  return {
    serialNumber: VirtualMFADevice?.SerialNumber ?? "",
    code: (steps = 0) => codeAt(seed, stepAt(clock.wallMs()) + steps),
  };
}

const enable = (UserName: string, { serialNumber: SerialNumber, code }: Device) =>
  iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: code(),
      AuthenticationCode2: code(1),
    }),
  );
const invalidCode = { name: "InvalidAuthenticationCodeException", status: 403 } as const;

describe("behaviour", () => {
  test("a device is enabled with two consecutive codes, and is then its user's alone", async () => {
    await iam.send(new CreateUserCommand({ UserName: "anna" }));
    const device = await makeDevice("anna-phone");
    const SerialNumber = device.serialNumber;
    expect(SerialNumber).toBe(`arn:aws:iam::${server.accountId}:mfa/anna-phone`);
    const wrong = new EnableMFADeviceCommand({
      UserName: "anna",
      SerialNumber,
      AuthenticationCode1: device.code(),
      AuthenticationCode2: device.code(),
    });
    await expectServiceError(iam.send(wrong), {
      ...invalidCode,
      message: "Authentication code for device is not valid.",
    });
    await enable("anna", device);
    await iam.send(new CreateUserCommand({ UserName: "ben" }));
    await expectServiceError(enable("ben", device), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "MFA Device already in use.",
    });
    const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName: "anna" }));
    expect(MFADevices).toMatchObject([{ UserName: "anna", SerialNumber, EnableDate: expect.any(Date) }]);
    const one = await iam.send(new GetMFADeviceCommand({ SerialNumber, UserName: "anna" }));
    expect(one).toMatchObject({ UserName: "anna", SerialNumber });
    await expectServiceError(iam.send(new GetMFADeviceCommand({ SerialNumber, UserName: "ben" })), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });

  test("devices are listed by whether they are somebody's", async () => {
    const free = await makeDevice("free");
    const serials = async (AssignmentStatus: "Assigned" | "Unassigned" | "Any"): Promise<(string | undefined)[]> => {
      const { VirtualMFADevices } = await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus }));
      return (VirtualMFADevices ?? []).map(({ SerialNumber }) => SerialNumber);
    };
    expect(await serials("Unassigned")).toEqual([free.serialNumber]);
    expect(await serials("Assigned")).toEqual([`arn:aws:iam::${server.accountId}:mfa/anna-phone`]);
    expect(await serials("Any")).toHaveLength(2);
    const { VirtualMFADevices } = await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: "Assigned" }));
    expect(VirtualMFADevices?.[0]?.User).toMatchObject({ UserName: "anna" });
    expect(VirtualMFADevices?.[0]?.Base32StringSeed).toBeUndefined();
  });

  test("a code opens a session once, and only in its time", async () => {
    const credentials = await makeUser(iam, "carl", { Action: "sts:GetSessionToken" });
    const sts = new STSClient({ ...server.clientConfig, credentials });
    const device = await makeDevice("carl-phone");
    const session = (TokenCode: string) =>
      sts.send(new GetSessionTokenCommand({ SerialNumber: device.serialNumber, TokenCode }));
    const refusal = { name: "AccessDenied", status: 403 } as const;
    await expectServiceError(session(device.code()), refusal);
    await enable("carl", device);
    // The two codes that enabled it are used up.
    await expectServiceError(session(device.code(1)), refusal);
    offsetMs += 2 * STEP_MS;
    const code = device.code();
    await session(code);
    await expectServiceError(session(code), refusal);
    offsetMs += STEP_MS;
    await expectServiceError(session(device.code(2)), refusal);
    await session(device.code());
    sts.destroy();
  });

  test("a device whose clock is off is synchronized by two consecutive codes", async () => {
    const credentials = await makeUser(iam, "dora", { Action: "sts:GetSessionToken" });
    const sts = new STSClient({ ...server.clientConfig, credentials });
    const device = await makeDevice("dora-phone");
    const SerialNumber = device.serialNumber;
    await enable("dora", device);
    const late = 20;
    const session = (TokenCode: string) => sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
    await expectServiceError(session(device.code(late)), { name: "AccessDenied", status: 403 });
    await iam.send(
      new ResyncMFADeviceCommand({
        UserName: "dora",
        SerialNumber,
        AuthenticationCode1: device.code(late),
        AuthenticationCode2: device.code(late + 1),
      }),
    );
    offsetMs += 2 * STEP_MS;
    await session(device.code(late));
    sts.destroy();
  });

  test("a device goes when it is nobody's, and its user when it has none", async () => {
    const SerialNumber = `arn:aws:iam::${server.accountId}:mfa/anna-phone`;
    await expectServiceError(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), {
      name: "DeleteConflictException",
      status: 409,
      message: "MFA VirtualDevice in use. Must deactivate first.",
    });
    await expectServiceError(iam.send(new DeleteUserCommand({ UserName: "anna" })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete entity, must delete MFA device first.",
    });
    await iam.send(new DeactivateMFADeviceCommand({ UserName: "anna", SerialNumber }));
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
    await iam.send(new DeleteUserCommand({ UserName: "anna" }));
    await expectServiceError(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), {
      name: "NoSuchEntityException",
      status: 404,
      message: `VirtualMFADevice with serial number ${SerialNumber} does not exist.`,
    });
  });

  test("devices take tags", async () => {
    const { serialNumber: SerialNumber } = await makeDevice("tagged");
    await iam.send(
      new TagMFADeviceCommand({
        SerialNumber,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await iam.send(new UntagMFADeviceCommand({ SerialNumber, TagKeys: ["a"] }));
    const { Tags } = await iam.send(new ListMFADeviceTagsCommand({ SerialNumber }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
  });
});

describe("errors and limits", () => {
  test("a name is taken once", async () => {
    await expectServiceError(iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "tagged" })), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "MFADevice entity at the same path and name already exists.",
    });
  });

  test("codes have six digits, whoever the user is", async () => {
    const SerialNumber = `arn:aws:iam::${server.accountId}:mfa/tagged`;
    await expectServiceError(
      iam.send(
        new EnableMFADeviceCommand({
          UserName: "nobody",
          SerialNumber,
          AuthenticationCode1: "12345",
          AuthenticationCode2: "abcdef",
        }),
      ),
      { name: "ValidationError", status: 400, message: /^2 validation errors detected: / },
    );
  });

  test("a user has eight devices", async () => {
    await iam.send(new CreateUserCommand({ UserName: "many" }));
    for (let count = 0; count < 8; count++) await enable("many", await makeDevice(`many-${count}`));
    await expectServiceError(enable("many", await makeDevice("many-8")), {
      name: "LimitExceededException",
      status: 409,
    });
  });

  test("a QR code comes with the seed, as authenticator apps read it", async () => {
    const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "scanned" }));
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
    const picture = readPng(Buffer.from(VirtualMFADevice?.QRCodePNG ?? []));
    expect(decodeQr(picture)).toBe(`otpauth://totp/scanned@${server.accountId}?secret=${seed}`);
  });
});

/** A one-bit greyscale PNG without filters as RGBA, for the decoder. */
function readPng(png: Buffer): { width: number; height: number; data: Uint8Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const data = new Uint8Array(width * height * 4);
  const rowBytes = 1 + Math.ceil(width / 8);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isWhite = ((rows[y * rowBytes + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
      data.set([isWhite ? 255 : 0, isWhite ? 255 : 0, isWhite ? 255 : 0, 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
