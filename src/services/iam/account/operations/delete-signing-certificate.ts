/**
 * DeleteSigningCertificate. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { ownerOf } from "../owner.ts";
import { signingCertificateKey } from "../records.ts";
import { getSigningCertificate, requireCertificateId } from "../signing-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteSigningCertificate: IamOperation<"DeleteSigningCertificate"> = {
  validate(input) {
    requireExistingUserName(input.UserName);
    requireCertificateId(input.CertificateId);
  },
  access: (input, context) => userAccess("DeleteSigningCertificate", context, input.UserName),
  async handle(input, context, iam) {
    await iam.records.transact((transaction) => {
      const owner = ownerOf(transaction, context, input.UserName);
      const { id } = getSigningCertificate(transaction, context.accountId, owner, input.CertificateId);
      transaction.delete(signingCertificateKey(context.accountId, owner.ownerId, id));
    });
    return {};
  },
};
