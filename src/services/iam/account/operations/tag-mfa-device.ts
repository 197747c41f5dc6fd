/**
 * TagMFADevice. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { taggedDevice } from "../mfa-devices.ts";
import { addTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const tagMFADevice: IamOperation<"TagMFADevice"> = {
  access: (input) => accessTo("TagMFADevice", input.SerialNumber, tagConditions(input.Tags)),
  async handle(input, { accountId }, iam) {
    await addTags(iam, taggedDevice(accountId, input.SerialNumber), input.Tags);
    return {};
  },
};
