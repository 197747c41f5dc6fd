/**
 * ListOpenIDConnectProviderTags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html
 */
import { accessTo } from "../../access.ts";
import { taggedOidcProvider } from "../oidc-providers.ts";
import { listTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const listOpenIDConnectProviderTags: IamOperation<"ListOpenIDConnectProviderTags"> = {
  access: (input) => accessTo("ListOpenIDConnectProviderTags", input.OpenIDConnectProviderArn),
  async handle(input, { accountId }, iam) {
    const { items, page } = await listTags(iam, taggedOidcProvider(accountId, input.OpenIDConnectProviderArn), input);
    return { Tags: items, ...page };
  },
};
