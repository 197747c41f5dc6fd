/**
 * TagServerCertificate. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagServerCertificate.html
 */
import { tagConditions } from "../../access.ts";
import { serverCertificateAccess, taggedCertificate } from "../server-certificates.ts";
import { addTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const tagServerCertificate: IamOperation<"TagServerCertificate"> = {
  access: (input, context) =>
    serverCertificateAccess("TagServerCertificate", context, input.ServerCertificateName, tagConditions(input.Tags)),
  async handle(input, { accountId }, iam) {
    await addTags(iam, taggedCertificate(accountId, input.ServerCertificateName), input.Tags);
    return {};
  },
};
