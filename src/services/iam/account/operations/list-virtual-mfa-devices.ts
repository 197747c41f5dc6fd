/**
 * ListVirtualMFADevices. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
 */
import { accessTo } from "../../access.ts";
import { listRecords, pageOf } from "../../pagination.ts";
import { oneOf, requireValid } from "../../validation.ts";
import { virtualDeviceShape } from "../mfa-devices.ts";
import { mfaKey } from "../records.ts";
import type { IamOperation } from "../../iam.ts";

export const listVirtualMFADevices: IamOperation<"ListVirtualMFADevices"> = {
  access: () => accessTo("ListVirtualMFADevices", "*"),
  async handle(input, { accountId }, iam) {
    const { AssignmentStatus: status = "Any" } = input;
    requireValid(oneOf("assignmentStatus", status, ["Assigned", "Unassigned", "Any"]));
    const page = pageOf(input);
    return iam.records.read((reader) => {
      const { items, page: more } = listRecords(reader, {
        prefix: mfaKey(accountId),
        page,
        read(entry) {
          const shape = virtualDeviceShape(reader, accountId, entry);
          const isAssigned = shape.User !== undefined;
          return status === "Any" || isAssigned === (status === "Assigned") ? shape : undefined;
        },
      });
      return { VirtualMFADevices: items, ...more };
    });
  },
};
