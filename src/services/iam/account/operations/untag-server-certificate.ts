/**
 * UntagServerCertificate. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagServerCertificate.html
 */
import { tagKeyConditions } from "../../access.ts";
import { serverCertificateAccess, taggedCertificate } from "../server-certificates.ts";
import { removeTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const untagServerCertificate: IamOperation<"UntagServerCertificate"> = {
  access: (input, context) =>
    serverCertificateAccess(
      "UntagServerCertificate",
      context,
      input.ServerCertificateName,
      tagKeyConditions(input.TagKeys),
    ),
  async handle(input, { accountId }, iam) {
    await removeTags(iam, taggedCertificate(accountId, input.ServerCertificateName), input.TagKeys);
    return {};
  },
};
