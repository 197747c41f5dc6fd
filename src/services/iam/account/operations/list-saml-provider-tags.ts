/**
 * ListSAMLProviderTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html
 */
import { accessTo } from "../../access.ts";
import { taggedSamlProvider } from "../saml-providers.ts";
import { listTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const listSAMLProviderTags: IamOperation<"ListSAMLProviderTags"> = {
  access: (input) => accessTo("ListSAMLProviderTags", input.SAMLProviderArn),
  async handle(input, { accountId }, iam) {
    const { items, page } = await listTags(iam, taggedSamlProvider(accountId, input.SAMLProviderArn), input);
    return { Tags: items, ...page };
  },
};
