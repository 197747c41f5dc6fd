/**
 * ResyncMFADevice: for a device whose clock is off. @throws ValidationError; NoSuchEntity; InvalidAuthenticationCode
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html
 */
import { namedAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { resyncDevice, requireCodes, requireSerialNumber } from "../mfa-devices.ts";
import { ownerOf } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const resyncMFADevice: IamOperation<"ResyncMFADevice"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireSerialNumber(input.SerialNumber);
    requireCodes(input.AuthenticationCode1, input.AuthenticationCode2);
  },
  access: (input, context) => namedAccess("ResyncMFADevice", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    const { accountId } = context;
    await iam.records.transact((transaction) =>
      resyncDevice(transaction, accountId, {
        serialNumber: input.SerialNumber,
        ownerId: ownerOf(transaction, context, input.UserName).ownerId,
        codes: [input.AuthenticationCode1, input.AuthenticationCode2],
        wallMs: iam.runtime.clock.wallMs(),
        sealer: iam.sealer,
      }),
    );
    return {};
  },
};
