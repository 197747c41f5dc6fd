/**
 * UpdateSAMLProvider: other metadata. @throws ValidationError; NoSuchEntity; InvalidInput
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
 */
import { accessTo } from "../../access.ts";
import { readSamlMetadata } from "../saml-metadata.ts";
import {
  getSamlProvider,
  refuseEncryption,
  requireMetadataText,
  validUntil,
  writeSamlProvider,
} from "../saml-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const updateSAMLProvider: IamOperation<"UpdateSAMLProvider"> = {
  validate: (input) => requireMetadataText(input.SAMLMetadataDocument),
  access: (input) => accessTo("UpdateSAMLProvider", input.SAMLProviderArn),
  async handle(input, { accountId, nowMs }, iam) {
    refuseEncryption("UpdateSAMLProvider", input);
    const { SAMLMetadataDocument: metadata, SAMLProviderArn } = input;
    await iam.records.transact((transaction) => {
      const record = getSamlProvider(transaction, accountId, SAMLProviderArn);
      if (metadata === undefined) return;
      const validUntilMs = validUntil(readSamlMetadata(metadata).validUntilMs, nowMs);
      writeSamlProvider(transaction, accountId, { ...record, metadata, validUntilMs });
    });
    return { SAMLProviderArn };
  },
};
