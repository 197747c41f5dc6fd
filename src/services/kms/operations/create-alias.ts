/**
 * CreateAlias. @throws ValidationException; InvalidAliasNameException; NotFoundException; KMSInvalidStateException; AlreadyExistsException;
 * LimitExceededException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
import { aliasAccess, keyAccess } from "../access.ts";
import { checkAliasName, requireRoomForAlias } from "../aliases/alias-names.ts";
import { alreadyExists } from "../errors.ts";
import { findOwnKey } from "../keys/find-key.ts";
import { putAlias } from "../keys/insert-key.ts";
import { aliasArn } from "../keys/key-reference.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { aliasKey } from "../records.ts";

export const createAlias: KmsOperation<"CreateAlias"> = {
  access: (input, context) => [
    ...aliasAccess("CreateAlias", input.AliasName, context),
    ...keyAccess("CreateAlias", input.TargetKeyId, context),
  ],
  async handle(input, context, kms) {
    checkAliasName(input.AliasName);
    await kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.TargetKeyId, context, "CreateAlias");
      requireState(found, NOT_PENDING_DELETION);
      const arn = aliasArn(context, input.AliasName);
      if (transaction.get(aliasKey(context, input.AliasName)) !== undefined)
        throw alreadyExists(`An alias with the name ${arn} already exists`);
      requireRoomForAlias(transaction, found);
      putAlias(transaction, found.place, input.AliasName, { targetKeyId: found.id, nowMs: context.nowMs });
    });
    return {};
  },
};
