/**
 * DeleteSAMLProvider. Roles that trust it stay as they are. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html
 */
import { accessTo } from "../../access.ts";
import { removeSamlProvider } from "../saml-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteSAMLProvider: IamOperation<"DeleteSAMLProvider"> = {
  access: (input) => accessTo("DeleteSAMLProvider", input.SAMLProviderArn),
  async handle(input, { accountId }, iam) {
    await iam.records.transact((transaction) => removeSamlProvider(transaction, accountId, input.SAMLProviderArn));
    return {};
  },
};
