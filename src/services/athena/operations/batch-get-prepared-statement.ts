import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { checkBatch } from "../batch.ts";
import { BATCH_PREPARED_STATEMENTS_MAX } from "../limits.ts";
import { type PreparedStatementRecord, readPrepared, toPreparedStatement } from "../queries/prepared-statement.ts";

/** Names that are none come back as unprocessed. */
export const batchGetPreparedStatement: AthenaOperation<"BatchGetPreparedStatement"> = {
  access: (input, context) => workGroupAccess("BatchGetPreparedStatement", context, input.WorkGroup),
  async handle(input, context, athena) {
    checkBatch(input.PreparedStatementNames, "preparedStatementNames", BATCH_PREPARED_STATEMENTS_MAX);
    const found = await athena.records.read((reader) =>
      input.PreparedStatementNames.map((name) => ({
        name,
        record: readPrepared(reader, context, input.WorkGroup, name),
      })),
    );
    return {
      PreparedStatements: found
        .map(({ record }) => record)
        .filter((record): record is PreparedStatementRecord => record !== undefined)
        .map(toPreparedStatement),
      UnprocessedPreparedStatementNames: found
        .filter(({ record }) => record === undefined)
        .map(({ name }) => ({
          StatementName: name,
          ErrorCode: "STATEMENT_NOT_FOUND",
          ErrorMessage: `PreparedStatement ${name} was not found`,
        })),
    };
  },
};
