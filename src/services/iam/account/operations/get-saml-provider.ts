/**
 * GetSAMLProvider. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html
 */
import { accessTo } from "../../access.ts";
import { getSamlProvider } from "../saml-providers.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const getSAMLProvider: IamOperation<"GetSAMLProvider"> = {
  access: (input) => accessTo("GetSAMLProvider", input.SAMLProviderArn),
  handle: (input, { accountId }, iam) =>
    iam.records.read((reader) => {
      const record = getSamlProvider(reader, accountId, input.SAMLProviderArn);
      return {
        SAMLProviderUUID: record.uuid,
        SAMLMetadataDocument: record.metadata,
        CreateDate: new Date(record.createdMs),
        ValidUntil: new Date(record.validUntilMs),
        Tags: tagShapes(record.tags),
      };
    }),
};
