/**
 * CreateSAMLProvider. @throws ValidationError; InvalidInput; EntityAlreadyExists; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { checkedTags } from "../../tags.ts";
import { readSamlMetadata } from "../saml-metadata.ts";
import {
  addSamlProvider,
  refuseEncryption,
  requireMetadataText,
  requireSamlName,
  samlArn,
  validUntil,
} from "../saml-providers.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const createSAMLProvider: IamOperation<"CreateSAMLProvider"> = {
  validate(input) {
    requireMetadataText(input.SAMLMetadataDocument);
    requireSamlName(input.Name);
  },
  access: (input, { accountId }) =>
    accessTo("CreateSAMLProvider", samlArn(accountId, input.Name), tagConditions(input.Tags)),
  async handle(input, { accountId, nowMs }, iam) {
    refuseEncryption("CreateSAMLProvider", input);
    const tags = checkedTags(input.Tags, "kept");
    const { validUntilMs } = readSamlMetadata(input.SAMLMetadataDocument);
    const record = {
      name: input.Name,
      uuid: iam.runtime.ids.base32(22),
      metadata: input.SAMLMetadataDocument,
      createdMs: nowMs,
      validUntilMs: validUntil(validUntilMs, nowMs),
      tags,
    };
    await iam.records.transact((transaction) => addSamlProvider(transaction, accountId, record));
    return { SAMLProviderArn: samlArn(accountId, input.Name), Tags: tagShapes(tags) };
  },
};
