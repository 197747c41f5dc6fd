/**
 * ListMFADevices of a user, or the caller's own. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 */
import { userAccess } from "../../access.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { requireExistingUserName } from "../../validation.ts";
import { deviceShape, getDevice, serialsOf } from "../mfa-devices.ts";
import { ownerOf } from "../owner.ts";
import type { IamOperation } from "../../iam.ts";

export const listMFADevices: IamOperation<"ListMFADevices"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
  },
  access: (input, context) => userAccess("ListMFADevices", context, input.UserName),
  async handle(input, context, iam) {
    const page = pageOf(input);
    const { accountId } = context;
    return iam.records.read((reader) => {
      const { ownerId, userName } = ownerOf(reader, context, input.UserName);
      const listed = pageOfList(serialsOf(reader, accountId, ownerId), page, (serialNumber) => serialNumber);
      const devices = listed.items.map((serialNumber) => getDevice(reader, accountId, serialNumber));
      return { MFADevices: devices.map((device) => deviceShape(device, userName)), ...listed.page };
    });
  },
};
