/**
 * DeleteServerCertificate. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html
 */
import { removeCertificate, requireCertificateName, serverCertificateAccess } from "../server-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteServerCertificate: IamOperation<"DeleteServerCertificate"> = {
  validate: (input) => requireCertificateName(input.ServerCertificateName),
  access: (input, context) => serverCertificateAccess("DeleteServerCertificate", context, input.ServerCertificateName),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => removeCertificate(transaction, accountId, input.ServerCertificateName));
    return {};
  },
};
