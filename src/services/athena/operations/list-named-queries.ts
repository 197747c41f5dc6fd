import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { LIST_NAMED_QUERIES_MAX } from "../limits.ts";
import { pageSize, readPage } from "../paging.ts";
import { namedQueryOfKey } from "../records.ts";
import { PRIMARY, requireWorkGroup } from "../work-groups/work-group.ts";

/** Ids of a work group's named queries, in pages. @throws {ServiceError} InvalidRequestException */
export const listNamedQueries: AthenaOperation<"ListNamedQueries"> = {
  access: (input, context) => workGroupAccess("ListNamedQueries", context, input.WorkGroup),
  async handle(input, context, athena) {
    const limit = pageSize(input.MaxResults, { min: 0, max: LIST_NAMED_QUERIES_MAX }) || LIST_NAMED_QUERIES_MAX;
    const name = input.WorkGroup ?? PRIMARY;
    const page = await athena.records.read((reader) => {
      requireWorkGroup(reader, context, name);
      return readPage(reader, namedQueryOfKey(context, name), limit, input.NextToken);
    });
    return { NamedQueryIds: page.entries.map(({ key }) => String(key.at(-1))), NextToken: page.nextToken };
  },
};
