/**
 * ListMFADeviceTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html
 */
import { accessTo } from "../../access.ts";
import { taggedDevice } from "../mfa-devices.ts";
import { listTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const listMFADeviceTags: IamOperation<"ListMFADeviceTags"> = {
  access: (input) => accessTo("ListMFADeviceTags", input.SerialNumber),
  async handle(input, { accountId }, iam) {
    const { items, page } = await listTags(iam, taggedDevice(accountId, input.SerialNumber), input);
    return { Tags: items, ...page };
  },
};
