/**
 * TagOpenIDConnectProvider. @throws ValidationError; InvalidInput; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { taggedOidcProvider } from "../oidc-providers.ts";
import { addTags } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const tagOpenIDConnectProvider: IamOperation<"TagOpenIDConnectProvider"> = {
  access: (input) => accessTo("TagOpenIDConnectProvider", input.OpenIDConnectProviderArn, tagConditions(input.Tags)),
  async handle(input, { accountId }, iam) {
    await addTags(iam, taggedOidcProvider(accountId, input.OpenIDConnectProviderArn), input.Tags);
    return {};
  },
};
