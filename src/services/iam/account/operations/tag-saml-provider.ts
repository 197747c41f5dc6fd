/**
 * TagSAMLProvider. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { taggedSamlProvider } from "../saml-providers.ts";
import { addTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const tagSAMLProvider: IamOperation<"TagSAMLProvider"> = {
  access: (input) => accessTo("TagSAMLProvider", input.SAMLProviderArn, tagConditions(input.Tags)),
  async handle(input, { accountId }, iam) {
    await addTags(iam, taggedSamlProvider(accountId, input.SAMLProviderArn), input.Tags);
    return {};
  },
};
