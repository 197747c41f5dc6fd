/**
 * GetServerCertificate, without its private key. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html
 */
import {
  certificateShape,
  getCertificate,
  requireCertificateName,
  serverCertificateAccess,
} from "../server-certificates.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const getServerCertificate: IamOperation<"GetServerCertificate"> = {
  validate: (input) => requireCertificateName(input.ServerCertificateName),
  access: (input, context) => serverCertificateAccess("GetServerCertificate", context, input.ServerCertificateName),
  handle: (input, { accountId }, iam) =>
    iam.records.read((reader) => {
      const record = getCertificate(reader, accountId, input.ServerCertificateName);
      return {
        ServerCertificate: {
          ServerCertificateMetadata: certificateShape(accountId, record),
          CertificateBody: record.body,
          CertificateChain: record.chain,
          Tags: tagShapes(record.tags),
        },
      };
    }),
};
