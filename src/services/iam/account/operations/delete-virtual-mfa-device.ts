/**
 * DeleteVirtualMFADevice. @throws ValidationError; NoSuchEntity; DeleteConflict while it is active
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
 */
import { accessTo } from "../../access.ts";
import { removeDevice, requireSerialNumber } from "../mfa-devices.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteVirtualMFADevice: IamOperation<"DeleteVirtualMFADevice"> = {
  validate(input) {
    requireSerialNumber(input.SerialNumber);
  },
  access: (input) => accessTo("DeleteVirtualMFADevice", input.SerialNumber),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => removeDevice(transaction, accountId, input.SerialNumber));
    return {};
  },
};
