/**
 * ListSigningCertificates of a user, or the caller's own. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
 */
import { userAccess } from "../../access.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { requireExistingUserName } from "../../validation.ts";
import { ownerOf } from "../owner.ts";
import { signingCertificateShape, signingCertificatesOf } from "../signing-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const listSigningCertificates: IamOperation<"ListSigningCertificates"> = {
  validate: (input) => requireExistingUserName(input.UserName),
  access: (input, context) => userAccess("ListSigningCertificates", context, input.UserName),
  async handle(input, context, iam) {
    const page = pageOf(input);
    return iam.records.read((reader) => {
      const owner = ownerOf(reader, context, input.UserName);
      const listed = pageOfList(signingCertificatesOf(reader, context.accountId, owner), page, ({ id }) => id);
      return {
        Certificates: listed.items.map((record) => signingCertificateShape(owner, record)),
        ...listed.page,
      };
    });
  },
};
