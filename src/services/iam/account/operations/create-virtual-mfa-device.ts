/**
 * CreateVirtualMFADevice. The seed is in this answer and never again. @throws ValidationError; InvalidInput; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { checkedTags } from "../../tags.ts";
import { requireName, requirePath } from "../../validation.ts";
import { addDevice, deviceArn, sealSeed, SEED_BYTES } from "../mfa-devices.ts";
import { otpauthUrl, qrCodePng } from "../qr-code.ts";
import { base32 } from "../totp.ts";
import type { IamOperation } from "../../iam.ts";

export const createVirtualMFADevice: IamOperation<"CreateVirtualMFADevice"> = {
  validate(input) {
    requirePath(input.Path);
    requireName("virtualMFADeviceName", input.VirtualMFADeviceName, 226);
  },
  access: (input, context) =>
    accessTo(
      "CreateVirtualMFADevice",
      deviceArn(context.accountId, input.Path ?? "/", input.VirtualMFADeviceName),
      tagConditions(input.Tags),
    ),
  async handle(input, { accountId }, iam) {
    const { Path: path = "/", VirtualMFADeviceName: name } = input;
    const tags = checkedTags(input.Tags, "kept");
    const serialNumber = deviceArn(accountId, path, name);
    const seed = iam.runtime.random.bytes(SEED_BYTES);
    const sealedSeed = sealSeed(iam.sealer, serialNumber, seed);
    const device = { serialNumber, name, path, sealedSeed, tags, lastStep: -1, offsetSteps: 0 };
    await iam.records.transact((transaction) => addDevice(transaction, accountId, device));
    const url = otpauthUrl(name, accountId, base32(seed));
    return {
      VirtualMFADevice: {
        SerialNumber: serialNumber,
        Base32StringSeed: Buffer.from(base32(seed)),
        QRCodePNG: qrCodePng(url),
        Tags: tags.map((tag) => ({ ...tag })),
      },
    };
  },
};
