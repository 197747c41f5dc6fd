import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { invalidRequest } from "../errors.ts";
import { RANGE_LIMIT_MAX } from "../../../storage/record-store.ts";
import { historyKey, namedQueryKey, namedQueryOfKey, preparedKey, workGroupKey } from "../records.ts";
import { PRIMARY, requireWorkGroup } from "../work-groups/work-group.ts";

/** AWS: a group with queries is deleted only with `RecursiveDeleteOption`; executions keep their records, without a group to list them. */
export const deleteWorkGroup: AthenaOperation<"DeleteWorkGroup"> = {
  access: (input, context) => workGroupAccess("DeleteWorkGroup", context, input.WorkGroup),
  async handle(input, context, athena) {
    if (input.WorkGroup === PRIMARY) throw invalidRequest("The primary workgroup cannot be deleted.");
    await athena.records.transact((transaction) => {
      requireWorkGroup(transaction, context, input.WorkGroup);
      const contents = [
        historyKey(context, input.WorkGroup),
        namedQueryOfKey(context, input.WorkGroup),
        preparedKey(context, input.WorkGroup),
      ].flatMap((prefix) => transaction.range({ prefix, limit: RANGE_LIMIT_MAX }));
      if (contents.length > 0 && input.RecursiveDeleteOption !== true)
        throw invalidRequest(`WorkGroup ${input.WorkGroup} is not empty`);
      for (const { key } of contents) {
        transaction.delete(key);
        if (key[3] === "named-query-of") transaction.delete(namedQueryKey(context, String(key.at(-1))));
      }
      transaction.delete(workGroupKey(context, input.WorkGroup));
    });
    return {};
  },
};
