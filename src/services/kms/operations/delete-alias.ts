/**
 * DeleteAlias. @throws ValidationException; InvalidAliasNameException; NotFoundException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html
 */
import { aliasAccess, aliasedKeyAccess } from "../access.ts";
import { checkAliasName } from "../aliases/alias-names.ts";
import { aliasNotFound } from "../errors.ts";
import { aliasArn } from "../keys/key-reference.ts";
import type { KmsOperation } from "../kms.ts";
import { type AliasRecord, aliasKey, aliasOfKey, readRecord } from "../records.ts";

export const deleteAlias: KmsOperation<"DeleteAlias"> = {
  access: (input, context) => [
    ...aliasAccess("DeleteAlias", input.AliasName, context),
    ...aliasedKeyAccess("DeleteAlias", input.AliasName, context),
  ],
  async handle(input, context, kms) {
    checkAliasName(input.AliasName);
    await kms.records.transact((transaction) => {
      const stored = aliasKey(context, input.AliasName);
      const alias = readRecord<AliasRecord>(transaction, stored);
      if (alias === undefined) throw aliasNotFound(aliasArn(context, input.AliasName));
      transaction.delete(stored);
      transaction.delete(aliasOfKey(context, alias.targetKeyId, input.AliasName));
    });
    return {};
  },
};
