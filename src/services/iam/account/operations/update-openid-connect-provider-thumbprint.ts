/**
 * UpdateOpenIDConnectProviderThumbprint: the whole list. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html
 */
import { accessTo } from "../../access.ts";
import { changeOidcProvider, requireThumbprints } from "../oidc-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const updateOpenIDConnectProviderThumbprint: IamOperation<"UpdateOpenIDConnectProviderThumbprint"> = {
  validate: (input) => requireThumbprints(input.ThumbprintList),
  access: (input) => accessTo("UpdateOpenIDConnectProviderThumbprint", input.OpenIDConnectProviderArn),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) =>
      changeOidcProvider(transaction, accountId, input.OpenIDConnectProviderArn, (record) => ({
        ...record,
        thumbprints: input.ThumbprintList,
      })),
    );
    return {};
  },
};
