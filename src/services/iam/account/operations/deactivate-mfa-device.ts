/**
 * DeactivateMFADevice. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { deactivateDevice, requireSerialNumber } from "../mfa-devices.ts";
import { ownerOf } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const deactivateMFADevice: IamOperation<"DeactivateMFADevice"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireSerialNumber(input.SerialNumber);
  },
  access: (input, context) => userAccess("DeactivateMFADevice", context, input.UserName),
  async handle(input, context, iam) {
    await iam.records.transact((transaction) => {
      const { ownerId } = ownerOf(transaction, context, input.UserName);
      deactivateDevice(transaction, context.accountId, { serialNumber: input.SerialNumber, ownerId });
    });
    return {};
  },
};
