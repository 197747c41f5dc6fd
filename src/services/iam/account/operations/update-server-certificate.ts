/**
 * UpdateServerCertificate: another name or path. @throws ValidationError; NoSuchEntity; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html
 */
import { requirePath } from "../../validation.ts";
import { renameCertificate, requireCertificateName, serverCertificateAccess } from "../server-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const updateServerCertificate: IamOperation<"UpdateServerCertificate"> = {
  validate(input) {
    requireCertificateName(input.ServerCertificateName);
    requirePath(input.NewPath, "newPath");
    requireCertificateName(input.NewServerCertificateName, "newServerCertificateName");
  },
  // AWS: the permission is needed on the old and on the new name (API reference).
  access: (input, context) =>
    [input.ServerCertificateName, input.NewServerCertificateName ?? input.ServerCertificateName].flatMap((name) =>
      serverCertificateAccess("UpdateServerCertificate", context, name),
    ),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) =>
      renameCertificate(transaction, accountId, {
        name: input.ServerCertificateName,
        newName: input.NewServerCertificateName,
        newPath: input.NewPath,
      }),
    );
    return {};
  },
};
