/**
 * UntagOpenIDConnectProvider. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html
 */
import { accessTo, tagKeyConditions } from "../../access.ts";
import { taggedOidcProvider } from "../oidc-providers.ts";
import { removeTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const untagOpenIDConnectProvider: IamOperation<"UntagOpenIDConnectProvider"> = {
  access: (input) =>
    accessTo("UntagOpenIDConnectProvider", input.OpenIDConnectProviderArn, tagKeyConditions(input.TagKeys)),
  async handle(input, { accountId }, iam) {
    await removeTags(iam, taggedOidcProvider(accountId, input.OpenIDConnectProviderArn), input.TagKeys);
    return {};
  },
};
