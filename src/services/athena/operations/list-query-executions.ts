import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { LIST_EXECUTIONS_MAX } from "../limits.ts";
import { pageSize, readPage } from "../paging.ts";
import { historyKey } from "../records.ts";
import { PRIMARY, requireWorkGroup } from "../work-groups/work-group.ts";

/** Ids of a work group's executions, newest first. */
export const listQueryExecutions: AthenaOperation<"ListQueryExecutions"> = {
  access: (input, context) => workGroupAccess("ListQueryExecutions", context, input.WorkGroup),
  async handle(input, context, athena) {
    const limit = pageSize(input.MaxResults, { min: 0, max: LIST_EXECUTIONS_MAX }) || LIST_EXECUTIONS_MAX;
    const name = input.WorkGroup ?? PRIMARY;
    const page = await athena.records.read((reader) => {
      requireWorkGroup(reader, context, name);
      return readPage(reader, historyKey(context, name), limit, input.NextToken);
    });
    return { QueryExecutionIds: page.entries.map(({ key }) => String(key.at(-1))), NextToken: page.nextToken };
  },
};
