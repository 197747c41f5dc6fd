/**
 * UpdateAlias: gives an alias to another key of the same kind and usage. @throws ValidationException; InvalidAliasNameException; NotFoundException;
 * KMSInvalidStateException; LimitExceededException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
 */
import { aliasAccess, aliasedKeyAccess, keyAccess } from "../access.ts";
import { checkAliasName, requireRoomForAlias, requireSameKind } from "../aliases/alias-names.ts";
import { aliasNotFound } from "../errors.ts";
import { findKeyById, findOwnKey } from "../keys/find-key.ts";
import { aliasArn } from "../keys/key-reference.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { type AliasRecord, aliasKey, aliasOfKey, EMPTY_VALUE, readRecord, writeRecord } from "../records.ts";

export const updateAlias: KmsOperation<"UpdateAlias"> = {
  // AWS: on the alias, on the key that it leaves and on the one that it goes to.
  access: (input, context) => [
    ...aliasAccess("UpdateAlias", input.AliasName, context),
    ...aliasedKeyAccess("UpdateAlias", input.AliasName, context),
    ...keyAccess("UpdateAlias", input.TargetKeyId, context),
  ],
  async handle(input, context, kms) {
    checkAliasName(input.AliasName);
    await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.TargetKeyId, context, "UpdateAlias");
      requireState(found, NOT_PENDING_DELETION);
      const stored = aliasKey(context, input.AliasName);
      const alias = readRecord<AliasRecord>(transaction, stored);
      if (alias === undefined) throw aliasNotFound(aliasArn(context, input.AliasName));
      const previous = findKeyById(transaction, context, alias.targetKeyId, { nowMs: context.nowMs });
      requireSameKind(previous, found);
      if (alias.targetKeyId !== found.id) requireRoomForAlias(transaction, found);
      transaction.delete(aliasOfKey(context, alias.targetKeyId, input.AliasName));
      transaction.put(aliasOfKey(context, found.id, input.AliasName), EMPTY_VALUE);
      writeRecord(transaction, stored, { ...alias, targetKeyId: found.id, updatedMs: context.nowMs });
    });
    return {};
  },
};
