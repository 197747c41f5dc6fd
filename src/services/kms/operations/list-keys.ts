/**
 * ListKeys. @throws ValidationException; InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
 */
import { accountAccess } from "../access.ts";
import { findKeyById } from "../keys/find-key.ts";
import { keyArn } from "../keys/key-reference.ts";
import type { KmsOperation } from "../kms.ts";
import { KEYS_PAGE } from "../limits.ts";
import { readPage } from "../paging.ts";
import { keyKey } from "../records.ts";

export const listKeys: KmsOperation<"ListKeys"> = {
  access: (_input, context) => accountAccess("ListKeys", context),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      const { entries, ...page } = readPage(reader, keyKey(context), input, KEYS_PAGE);
      const ids = entries.map(({ key }) => String(key.at(-1)));
      const there = ids.filter((id) => findKeyById(reader, context, id, { nowMs: context.nowMs }) !== undefined);
      return { Keys: there.map((id) => ({ KeyId: id, KeyArn: keyArn(context, id) })), ...page };
    }),
};
