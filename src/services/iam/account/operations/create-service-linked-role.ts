/**
 * CreateServiceLinkedRole. @throws ValidationError; InvalidInput for a service without one, for a suffix, and for a second role
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
import { accessTo } from "../../access.ts";
import { roleShape } from "../../shapes.ts";
import { newUniqueId } from "../../unique-ids.ts";
import { requireDescription } from "../../validation.ts";
import {
  addLinkedRole,
  linkedRoleArn,
  linkedRoleName,
  linkedService,
  requireServiceName,
} from "../service-linked-roles.ts";
import type { IamOperation } from "../../iam.ts";

export const createServiceLinkedRole: IamOperation<"CreateServiceLinkedRole"> = {
  validate(input) {
    requireServiceName(input.AWSServiceName);
    requireDescription(input.Description);
  },
  access: (input, { accountId }) =>
    accessTo(
      "CreateServiceLinkedRole",
      linkedRoleArn(accountId, input.AWSServiceName, linkedRoleName(input.AWSServiceName)),
      { "iam:AWSServiceName": input.AWSServiceName },
    ),
  async handle(input, { accountId, nowMs }, iam) {
    const service = input.AWSServiceName;
    const linked = linkedService(service, input.CustomSuffix);
    const id = newUniqueId("role", iam.runtime.ids);
    const made = { id, service, linked, description: input.Description, nowMs };
    const role = await iam.records.transact((transaction) => addLinkedRole(transaction, accountId, made));
    return { Role: roleShape(accountId, role) };
  },
};
