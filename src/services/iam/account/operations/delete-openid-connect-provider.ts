/**
 * DeleteOpenIDConnectProvider. Roles that trust it stay as they are. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
 */
import { accessTo } from "../../access.ts";
import { removeOidcProvider } from "../oidc-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteOpenIDConnectProvider: IamOperation<"DeleteOpenIDConnectProvider"> = {
  access: (input) => accessTo("DeleteOpenIDConnectProvider", input.OpenIDConnectProviderArn),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) =>
      removeOidcProvider(transaction, accountId, input.OpenIDConnectProviderArn),
    );
    return {};
  },
};
