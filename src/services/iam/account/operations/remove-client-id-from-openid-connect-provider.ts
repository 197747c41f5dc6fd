/**
 * RemoveClientIDFromOpenIDConnectProvider; one that is not there is no error. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
 */
import { accessTo } from "../../access.ts";
import { changeOidcProvider, requireClientIds } from "../oidc-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const removeClientIDFromOpenIDConnectProvider: IamOperation<"RemoveClientIDFromOpenIDConnectProvider"> = {
  validate: (input) => requireClientIds([input.ClientID], "clientID"),
  access: (input) => accessTo("RemoveClientIDFromOpenIDConnectProvider", input.OpenIDConnectProviderArn),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) =>
      changeOidcProvider(transaction, accountId, input.OpenIDConnectProviderArn, (record) => ({
        ...record,
        clientIds: record.clientIds.filter((id) => id !== input.ClientID),
      })),
    );
    return {};
  },
};
