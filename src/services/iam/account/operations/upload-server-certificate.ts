/**
 * UploadServerCertificate. @throws ValidationError; InvalidInput; MalformedCertificate; KeyPairMismatch; EntityAlreadyExists; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html
 */
import { tagConditions } from "../../access.ts";
import { checkedTags } from "../../tags.ts";
import { newUniqueId } from "../../unique-ids.ts";
import { requirePath } from "../../validation.ts";
import {
  addCertificate,
  certificateShape,
  readCertificate,
  requireCertificateName,
  requireChain,
  requireKeyOf,
  serverCertificateAccess,
} from "../server-certificates.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const uploadServerCertificate: IamOperation<"UploadServerCertificate"> = {
  validate(input) {
    requirePath(input.Path);
    requireCertificateName(input.ServerCertificateName);
  },
  access: (input, context) =>
    serverCertificateAccess("UploadServerCertificate", context, input.ServerCertificateName, tagConditions(input.Tags)),
  async handle(input, { accountId, nowMs }, iam) {
    const tags = checkedTags(input.Tags, "kept");
    const certificate = readCertificate(input.CertificateBody);
    requireKeyOf(certificate, input.PrivateKey);
    requireChain(input.CertificateChain);
    const record = {
      id: newUniqueId("server-certificate", iam.runtime.ids),
      name: input.ServerCertificateName,
      path: input.Path ?? "/",
      body: input.CertificateBody,
      chain: input.CertificateChain,
      uploadedMs: nowMs,
      expiresMs: Date.parse(certificate.validTo),
      tags,
    };
    await iam.records.transact((transaction) => addCertificate(transaction, accountId, record));
    return { ServerCertificateMetadata: certificateShape(accountId, record), Tags: tagShapes(tags) };
  },
};
