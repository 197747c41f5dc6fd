import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requirePrepared } from "../queries/prepared-statement.ts";
import { preparedKey, writeRecord } from "../records.ts";

/** @throws {ServiceError} ResourceNotFoundException */
export const updatePreparedStatement: AthenaOperation<"UpdatePreparedStatement"> = {
  access: (input, context) => workGroupAccess("UpdatePreparedStatement", context, input.WorkGroup),
  async handle(input, context, athena) {
    await athena.records.transact((transaction) => {
      const record = requirePrepared(transaction, context, input.WorkGroup, input.StatementName);
      writeRecord(transaction, preparedKey(context, input.WorkGroup, record.name), {
        ...record,
        query: input.QueryStatement,
        description: input.Description,
        modifiedMs: context.nowMs,
      });
    });
    return {};
  },
};
