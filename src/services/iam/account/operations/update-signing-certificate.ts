/**
 * UpdateSigningCertificate: Active or Inactive. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { ownerOf } from "../owner.ts";
import { getSigningCertificate, requireCertificateId, writeSigningCertificate } from "../signing-certificates.ts";
import { requireStatus } from "../ssh-keys.ts";
import type { IamOperation } from "../../iam.ts";

export const updateSigningCertificate: IamOperation<"UpdateSigningCertificate"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireCertificateId(input.CertificateId);
    requireStatus(input.Status);
  },
  access: (input, context) => userAccess("UpdateSigningCertificate", context, input.UserName),
  async handle(input, context, iam) {
    await iam.records.transact((transaction) => {
      const owner = ownerOf(transaction, context, input.UserName);
      const record = getSigningCertificate(transaction, context.accountId, owner, input.CertificateId);
      writeSigningCertificate(transaction, context.accountId, owner, {
        ...record,
        isActive: input.Status === "Active",
      });
    });
    return {};
  },
};
