import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { LIST_PREPARED_STATEMENTS_MAX } from "../limits.ts";
import { pageSize, readPage } from "../paging.ts";
import type { PreparedStatementRecord } from "../queries/prepared-statement.ts";
import { decodeRecord, preparedKey } from "../records.ts";
import { requireWorkGroup } from "../work-groups/work-group.ts";

/** Names of a work group's prepared statements, in pages. @throws {ServiceError} InvalidRequestException */
export const listPreparedStatements: AthenaOperation<"ListPreparedStatements"> = {
  access: (input, context) => workGroupAccess("ListPreparedStatements", context, input.WorkGroup),
  async handle(input, context, athena) {
    const limit = pageSize(input.MaxResults, { min: 1, max: LIST_PREPARED_STATEMENTS_MAX });
    const page = await athena.records.read((reader) => {
      requireWorkGroup(reader, context, input.WorkGroup);
      return readPage(reader, preparedKey(context, input.WorkGroup), limit, input.NextToken);
    });
    const records = page.entries.map(({ value }) => decodeRecord<PreparedStatementRecord>(value));
    return {
      PreparedStatements: records.map(({ name, modifiedMs }) => ({
        StatementName: name,
        LastModifiedTime: new Date(modifiedMs),
      })),
      NextToken: page.nextToken,
    };
  },
};
