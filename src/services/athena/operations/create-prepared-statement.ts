import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { invalidRequest } from "../errors.ts";
import { checkPreparedName, readPrepared } from "../queries/prepared-statement.ts";
import { preparedKey, writeRecord } from "../records.ts";
import { requireWorkGroup } from "../work-groups/work-group.ts";

/** @throws {ServiceError} InvalidRequestException */
export const createPreparedStatement: AthenaOperation<"CreatePreparedStatement"> = {
  access: (input, context) => workGroupAccess("CreatePreparedStatement", context, input.WorkGroup),
  async handle(input, context, athena) {
    checkPreparedName(input.StatementName);
    await athena.records.transact((transaction) => {
      requireWorkGroup(transaction, context, input.WorkGroup);
      if (readPrepared(transaction, context, input.WorkGroup, input.StatementName) !== undefined) {
        throw invalidRequest(`PreparedStatement ${input.StatementName} already exists in workGroup ${input.WorkGroup}`);
      }
      const record = {
        name: input.StatementName,
        workGroup: input.WorkGroup,
        query: input.QueryStatement,
        description: input.Description,
        modifiedMs: context.nowMs,
      };
      writeRecord(transaction, preparedKey(context, input.WorkGroup, input.StatementName), record);
    });
    return {};
  },
};
