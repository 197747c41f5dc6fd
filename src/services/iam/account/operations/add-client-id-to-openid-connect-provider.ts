/**
 * AddClientIDToOpenIDConnectProvider; one that is there already stays. @throws ValidationError; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
 */
import { accessTo } from "../../access.ts";
import { changeOidcProvider, requireClientIds } from "../oidc-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const addClientIDToOpenIDConnectProvider: IamOperation<"AddClientIDToOpenIDConnectProvider"> = {
  validate: (input) => requireClientIds([input.ClientID], "clientID"),
  access: (input) => accessTo("AddClientIDToOpenIDConnectProvider", input.OpenIDConnectProviderArn),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) =>
      changeOidcProvider(transaction, accountId, input.OpenIDConnectProviderArn, (record) => {
        const clientIds = [...new Set([...record.clientIds, input.ClientID])];
        requireClientIds(clientIds);
        return { ...record, clientIds };
      }),
    );
    return {};
  },
};
