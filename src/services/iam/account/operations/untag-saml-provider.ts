/**
 * UntagSAMLProvider. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html
 */
import { accessTo, tagKeyConditions } from "../../access.ts";
import { taggedSamlProvider } from "../saml-providers.ts";
import { removeTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const untagSAMLProvider: IamOperation<"UntagSAMLProvider"> = {
  access: (input) => accessTo("UntagSAMLProvider", input.SAMLProviderArn, tagKeyConditions(input.TagKeys)),
  async handle(input, { accountId }, iam) {
    await removeTags(iam, taggedSamlProvider(accountId, input.SAMLProviderArn), input.TagKeys);
    return {};
  },
};
