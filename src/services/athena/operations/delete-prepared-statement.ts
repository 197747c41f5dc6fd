import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requirePrepared } from "../queries/prepared-statement.ts";
import { preparedKey } from "../records.ts";

/** @throws {ServiceError} ResourceNotFoundException */
export const deletePreparedStatement: AthenaOperation<"DeletePreparedStatement"> = {
  access: (input, context) => workGroupAccess("DeletePreparedStatement", context, input.WorkGroup),
  async handle(input, context, athena) {
    await athena.records.transact((transaction) => {
      requirePrepared(transaction, context, input.WorkGroup, input.StatementName);
      transaction.delete(preparedKey(context, input.WorkGroup, input.StatementName));
    });
    return {};
  },
};
