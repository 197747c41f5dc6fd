/**
 * EnableMFADevice, with two consecutive codes. @throws ValidationError; NoSuchEntity; EntityAlreadyExists; LimitExceeded;
 * InvalidAuthenticationCode
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
 */
import { namedAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { enableDevice, requireCodes, requireSerialNumber } from "../mfa-devices.ts";
import { deviceOwnerOf } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const enableMFADevice: IamOperation<"EnableMFADevice"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireSerialNumber(input.SerialNumber);
    requireCodes(input.AuthenticationCode1, input.AuthenticationCode2);
  },
  access: (input, context) => namedAccess("EnableMFADevice", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { accountId, nowMs } = context;
    await iam.records.transact((transaction) =>
      enableDevice(transaction, accountId, {
        serialNumber: input.SerialNumber,
        ownerId: deviceOwnerOf(transaction, context, input.UserName).ownerId,
        codes: [input.AuthenticationCode1, input.AuthenticationCode2],
        wallMs: iam.runtime.clock.wallMs(),
        nowMs,
        sealer: iam.sealer,
      }),
    );
    return {};
  },
};
