/**
 * GetMFADevice. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { deviceShape, getDeviceOf, requireSerialNumber } from "../mfa-devices.ts";
import { ownerOf } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const getMFADevice: IamOperation<"GetMFADevice"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireSerialNumber(input.SerialNumber);
  },
  access: (input, context) => userAccess("GetMFADevice", context, input.UserName),
  async handle(input, context, iam) {
    return iam.records.read((reader) => {
      const { ownerId, userName } = ownerOf(reader, context, input.UserName);
      const owned = { serialNumber: input.SerialNumber, ownerId };
      const { UserName, SerialNumber, EnableDate } = deviceShape(
        getDeviceOf(reader, context.accountId, owned),
        userName,
      );
      return { UserName, SerialNumber, EnableDate };
    });
  },
};
