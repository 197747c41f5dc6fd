/**
 * UntagMFADevice. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html
 */
import { accessTo, tagKeyConditions } from "../../access.ts";
import { taggedDevice } from "../mfa-devices.ts";
import { removeTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const untagMFADevice: IamOperation<"UntagMFADevice"> = {
  access: (input) => accessTo("UntagMFADevice", input.SerialNumber, tagKeyConditions(input.TagKeys)),
  async handle(input, { accountId }, iam) {
    await removeTags(iam, taggedDevice(accountId, input.SerialNumber), input.TagKeys);
    return {};
  },
};
