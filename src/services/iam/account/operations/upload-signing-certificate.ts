/**
 * UploadSigningCertificate, for the caller when no user is named. @throws ValidationError; MalformedCertificate; NoSuchEntity;
 * DuplicateCertificate; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
 */
import { userAccess } from "../../access.ts";
import { requireExistingUserName } from "../../validation.ts";
import { ownerOf } from "../owner.ts";
import { addSigningCertificate, certificateFingerprint, signingCertificateShape } from "../signing-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const uploadSigningCertificate: IamOperation<"UploadSigningCertificate"> = {
  validate: (input) => requireExistingUserName(input.UserName),
  access: (input, context) => userAccess("UploadSigningCertificate", context, input.UserName),
  async handle(input, context, iam) {
    const record = {
      id: iam.runtime.ids.base32(32),
      body: input.CertificateBody,
      fingerprint: certificateFingerprint(input.CertificateBody),
      isActive: true,
      uploadedMs: context.nowMs,
    };
    return iam.records.transact((transaction) => {
      const owner = ownerOf(transaction, context, input.UserName);
      addSigningCertificate(transaction, context.accountId, owner, record);
      return { Certificate: signingCertificateShape(owner, record) };
    });
  },
};
