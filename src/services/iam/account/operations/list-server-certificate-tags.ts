/**
 * ListServerCertificateTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificateTags.html
 */
import { serverCertificateAccess, taggedCertificate } from "../server-certificates.ts";
import { listTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const listServerCertificateTags: IamOperation<"ListServerCertificateTags"> = {
  access: (input, context) =>
    serverCertificateAccess("ListServerCertificateTags", context, input.ServerCertificateName),
  async handle(input, { accountId }, iam) {
    const { items, page } = await listTags(iam, taggedCertificate(accountId, input.ServerCertificateName), input);
    return { Tags: items, ...page };
  },
};
