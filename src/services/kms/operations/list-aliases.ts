/**
 * ListAliases. @throws ValidationException; NotFoundException; InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
 */
import type { AliasListEntry } from "@aws-sdk/client-kms";
import type { Reader } from "../../../storage/record-store.ts";
import { accountAccess } from "../access.ts";
import { findOwnKey } from "../keys/find-key.ts";
import { aliasArn } from "../keys/key-reference.ts";
import type { KmsOperation } from "../kms.ts";
import { ALIASES_PAGE } from "../limits.ts";
import { readPage } from "../paging.ts";
import { type AliasRecord, aliasKey, aliasOfKey, type Place, readRecord } from "../records.ts";

export const listAliases: KmsOperation<"ListAliases"> = {
  access: (_input, context) => accountAccess("ListAliases", context),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      const prefix =
        input.KeyId === undefined
          ? aliasKey(context)
          : aliasOfKey(context, findOwnKey(reader, input.KeyId, context, "ListAliases").id);
      const { entries, ...page } = readPage(reader, prefix, input, ALIASES_PAGE);
      return { Aliases: entries.map(({ key }) => listEntry(reader, context, String(key.at(-1)))), ...page };
    }),
};

function listEntry(reader: Reader, place: Place, name: string): AliasListEntry {
  const alias = readRecord<AliasRecord>(reader, aliasKey(place, name));
  return {
    AliasName: name,
    AliasArn: aliasArn(place, name),
    ...(alias === undefined
      ? {}
      : {
          TargetKeyId: alias.targetKeyId,
          CreationDate: new Date(alias.createdMs),
          LastUpdatedDate: new Date(alias.updatedMs),
        }),
  };
}
